/** `node scripts/run.mjs ENTRY.ts ARGUMENTS`: runs a command of the repository with the locked packages and Node. File names are relative to where npm was called. */
import { join } from 'node:path'
import { become, ensureInstalled, nodeBinary, root } from './set-up.mjs'

const [entry, ...parameters] = process.argv.slice(2)
ensureInstalled()
become(nodeBinary(), [join(root, entry), ...parameters], process.env.INIT_CWD)
