import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  )
}

const english = flatten(en)
const french = flatten(fr)
/** `_one`, `_many`, `_other`: each language has the plurals that it needs. */
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')
const keysOf = (map: ReadonlyMap<string, string>) => [...new Set([...map.keys()].map(withoutPlural))].sort()
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

describe('the texts of the screens', () => {
  it('are the same in both languages', () => {
    expect(keysOf(french)).toEqual(keysOf(english))
  })

  it('have every plural form of their language', () => {
    for (const [texts, language] of [[english, 'en'] as const, [french, 'fr'] as const]) {
      const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      const plurals = [...texts.keys()].filter((key) => withoutPlural(key) !== key).map(withoutPlural)
      for (const key of new Set(plurals))
        for (const form of wanted) expect(texts.has(`${key}_${form}`), `${language} ${key}_${form}`).toBe(true)
    }
  })

  it('speak of the same things', () => {
    for (const [key, text] of french) {
      const other = english.get(key) ?? english.get(`${withoutPlural(key)}_other`) ?? ''
      expect(placeholders(text), key).toEqual(placeholders(other))
    }
  })

  it('are never empty', () => {
    expect([...english, ...french].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  it('are all used', () => {
    const code = sources(join(import.meta.dirname, '..'))
    const literal = new Set(code.flatMap((text) => [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key)))
    const patterns = code
      .flatMap((text) => [...text.matchAll(/\bt\(\s*`([^`]+)`/g)].map(([, key]) => key ?? ''))
      .map((key) => new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '[\\w-]+')}$`))
    const unused = keysOf(english).filter((key) => !literal.has(key) && !patterns.some((pattern) => pattern.test(key)))
    expect(unused).toEqual([])
  })

  it('keep French typography: no-break spaces before high punctuation and inside quotation marks, curly apostrophes', () => {
    const wrong = [...french].filter(([, text]) => {
      const bare = text.replace(/\{\{\w+\}\}/g, 'x')
      return / [:;?!»%]/.test(bare) || /[^\s\u00a0][;?!»]/.test(bare) || /« |«[^\u00a0]/.test(bare) || /\w'\w/.test(bare)
    })
    expect(wrong).toEqual([])
  })

  it('keep English apostrophes curly too', () => {
    expect([...english].filter(([, text]) => /\w'\w/.test(text))).toEqual([])
  })
})
