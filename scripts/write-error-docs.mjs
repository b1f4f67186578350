/** `npm run docs:errors`: writes docs/errors.md from the catalogue of error codes. Run it with a Node that strips types (24). */
import { writeFileSync } from 'node:fs'
import { errorDocs } from '../proto/src/error-docs.ts'

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorDocs())
