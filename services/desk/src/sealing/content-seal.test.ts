import { AppError } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { ContentSeal, type SealKeys } from './content-seal.ts'

const key = (fill: number) => new Uint8Array(32).fill(fill)
const keys = (...numbers: number[]): SealKeys => ({
  content: numbers.map((number) => ({ number, key: key(number), activeFromMs: number * 1000 })),
  search: key(99),
})
const PLACE = 'event call-1 e-1'
const words = 'Je m’appelle Élodie 😀'

describe('what is sealed', () => {
  const seal = new ContentSeal(keys(1), () => 5000)

  it('opens as it was, in its place', () => {
    expect(seal.open(seal.seal(words, PLACE), PLACE)).toBe(words)
    expect(seal.open(seal.seal('', PLACE), PLACE)).toBe('')
  })

  it('holds nothing of the words, and is another each time', () => {
    const sealed = seal.seal(words, PLACE)
    expect(Buffer.from(sealed).toString('utf8')).not.toContain('lodie')
    expect(Buffer.from(seal.seal(words, PLACE)).equals(Buffer.from(sealed))).toBe(false)
  })

  it('does not open in another place', () => {
    expect(() => seal.open(seal.seal(words, PLACE), 'event call-2 e-1')).toThrow(AppError)
  })

  it('does not open once a bit has changed, wherever it is', () => {
    const sealed = seal.seal('some words', PLACE)
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => seal.open(changed, PLACE), `byte ${index}`).toThrow(AppError)
    }
    expect(() => seal.open(sealed.subarray(0, 20), PLACE)).toThrow(AppError)
    expect(() => seal.open(new Uint8Array(), PLACE)).toThrow(AppError)
  })

  it('says which place and which key, and no words', () => {
    const sealed = new ContentSeal(keys(7), () => 9000).seal(words, PLACE)
    expect(() => seal.open(sealed, PLACE)).toThrow(/event call-1 e-1: data key 7 is not known/)
  })
})

describe('keys', () => {
  it('seal from their time on, and open for ever', () => {
    let nowMs = 1500
    const seal = new ContentSeal(keys(1, 2), () => nowMs)
    const early = seal.seal(words, PLACE)
    expect(seal.currentKey).toBe(1)
    nowMs = 2000
    expect(seal.currentKey).toBe(2)
    expect(seal.open(early, PLACE)).toBe(words)
  })

  it('are taken up while others are in use', () => {
    const seal = new ContentSeal(keys(1), () => 5000)
    const early = seal.seal(words, PLACE)
    seal.replaceKeys(keys(1, 2))
    expect([seal.currentKey, seal.open(early, PLACE)]).toEqual([2, words])
  })
})

describe('columns of text', () => {
  const seal = new ContentSeal(keys(1), () => 5000)

  it('stay empty, are sealed otherwise, and are read when an older Souffleur wrote them', () => {
    expect(seal.sealText('', PLACE)).toBe('')
    expect(seal.sealText('Une fuite', PLACE)).toMatch(/^sealed:[\w+/=]+$/)
    expect(seal.openText(seal.sealText('Une fuite', PLACE), PLACE)).toBe('Une fuite')
    expect(seal.openText('Une fuite', PLACE)).toBe('Une fuite')
  })
})

describe('a word of an index', () => {
  it('is the same for the same word and key only', () => {
    const seal = new ContentSeal(keys(1), () => 0)
    expect(seal.lexeme('contrat')).toBe(seal.lexeme('contrat'))
    expect(seal.lexeme('contrat')).not.toBe(seal.lexeme('contrats'))
    expect(new ContentSeal({ ...keys(1), search: key(98) }, () => 0).lexeme('contrat')).not.toBe(seal.lexeme('contrat'))
    expect(seal.lexeme('contrat')).toMatch(/^[\w-]{8}$/)
  })
})
