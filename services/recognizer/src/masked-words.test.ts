import { createCallMask } from '@souffleur/privacy'
import { expect, test } from 'vitest'
import { textOf } from './engine.ts'
import { hiddenIn, maskWords } from './masked-words.ts'
import { writtenOf } from './written-utterance.ts'

function masked(said: string, language: 'fr' | 'en' = 'en') {
  const heard = said.split(' ').map((text, index) => ({ text, startMs: index * 100, endMs: index * 100 + 90, confidence: 0.9 }))
  const written = writtenOf(heard, language)
  const result = createCallMask().mask({ channel: 'customer', text: written.text, language })
  return { written, result, after: maskWords(written, result) }
}

test('the words of a value become one, from the first to the last, and nothing says them any more', () => {
  const { written, result, after } = masked('my card is 4111 1111 1111 1111 thank you')
  expect(after.text).toBe('my card is [CARD ••11] thank you')
  const card = after.words.find(({ text }) => text.startsWith('['))
  const digits = written.words.filter(({ text }) => /\d/.test(text))
  expect(card).toMatchObject({ text: '[CARD ••11]', startMs: digits[0]?.startMs, endMs: digits.at(-1)?.endMs, spokenText: '' })
  expect(textOf(after.words)).toBe(after.text)
  expect(JSON.stringify(after)).not.toContain('1111')
  expect(hiddenIn(written.text, result)).toEqual([{ start: 11, end: 22, text: '4111 1111 1111 1111', token: '[CARD ••11]' }])
})

test('punctuation beside a value stays', () => {
  const { after } = masked('call me on 020 7946 0018, please.')
  expect(after.text).toMatch(/^call me on \[PHONE ••18\], please\.$/)
  expect(textOf(after.words)).toBe(after.text)
})

test('what was said for a number is hidden with it', () => {
  const { after } = masked('mon numéro est le zéro six douze trente-quatre cinquante-six soixante-dix-huit', 'fr')
  expect(after.text).toContain('[PHONE ••78]')
  expect(JSON.stringify(after)).not.toMatch(/douze|12 34/)
})

test('an utterance without personal data is the same', () => {
  const { written, after } = masked('the excess is 120 euros')
  expect(after).toBe(written)
})
