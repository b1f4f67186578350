import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../src/error-catalogue.ts'
import { errorDocs } from '../src/error-docs.ts'

describe('docs/errors.md', () => {
  const written = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')

  it('is what the catalogue says: otherwise run `npm run docs:errors`', () => {
    expect(written).toBe(errorDocs())
  })

  it('names every code once, and no other', () => {
    const codes = [...written.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code]) => code)
    expect(codes.sort()).toEqual(Object.keys(errorCatalogue).sort())
  })
})
