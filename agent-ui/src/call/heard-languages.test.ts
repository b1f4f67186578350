import { describe, expect, it } from 'vitest'
import { heardLanguages } from './heard-languages.ts'

const said = (language: string, length: number) => ({ language, text: 'x'.repeat(length) })

describe('the languages of a call', () => {
  it('are those that it is held in, the most spoken first', () => {
    expect(heardLanguages([said('en', 40), said('fr', 30), said('fr', 30)])).toEqual(['fr', 'en'])
  })

  it('don’t include one of which there is a word or two', () => {
    expect(heardLanguages([said('fr', 200), said('en', 10)])).toEqual(['fr'])
  })

  it('are none before anything was said, or where nobody knows', () => {
    expect(heardLanguages([])).toEqual([])
    expect(heardLanguages([said('', 20)])).toEqual([])
  })
})
