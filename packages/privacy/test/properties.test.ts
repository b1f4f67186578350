import { maskTokenPattern, parseMaskToken } from '@souffleur/proto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCallMask, findPersonalData, mapSpans, maskText } from '../src/index.ts'

const fragments = [
  'my name is Anna Kline',
  "je m'appelle Sophie Durand",
  '4111 1111 1111 1111',
  'zéro six douze trente-quatre cinquante-six soixante-dix-huit',
  'oh seven seven double oh nine',
  'FR76 3000 6000 0112 3456 7890 189',
  '1 85 05 78 006 084 91',
  'anna@example.com',
  'marie point dupont arobase gmail point com',
  '12 rue de la Paix 75002 Paris',
  '221B Baker Street, London NW1 6XE',
  'née le 12/03/1980',
  'contract number AB1234567',
  'Mr Smith',
  'madame le goff',
  '192.168.12.4',
  '1250 euros',
  '[CARD ••42]',
  '[NAME 1]',
  ',',
  '.',
  '?',
  '\n',
  'M comme Marie A R',
  '12',
  'double',
  'Visa Premier',
  'your card number please',
  'oui',
  '🙂',
  'é',
  '\uFFFC',
  'plus',
  '+33',
  '(0)',
  '-',
  'dossier numéro',
  'Élodie',
  "O'Brien's",
]
const texts = fc
  .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 12 })), { maxLength: 12 })
  .map((parts) => parts.join(' '))
const language = fc.constantFrom('fr' as const, 'en' as const)

test('spans are in order, apart, and within the text', () => {
  fc.assert(
    fc.property(texts, language, (text, lang) => {
      let last = 0
      for (const { start, end } of findPersonalData(text, { language: lang })) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        last = end
      }
    }),
    { numRuns: 600, seed: 4 },
  )
})

test('masking what is masked changes nothing', () => {
  fc.assert(
    fc.property(texts, language, (text, lang) => {
      const once = maskText(text, { language: lang }).text
      expect(maskText(once, { language: lang }).text).toBe(once)
    }),
    { numRuns: 600, seed: 5 },
  )
})

test('pieces cover both texts, and what is not masked is the same in both', () => {
  fc.assert(
    fc.property(texts, language, (text, lang) => {
      const masked = maskText(text, { language: lang })
      let [start, maskedStart] = [0, 0]
      for (const piece of masked.pieces) {
        expect([piece.start, piece.maskedStart]).toEqual([start, maskedStart])
        const [before, after] = [text.slice(piece.start, piece.end), masked.text.slice(piece.maskedStart, piece.maskedEnd)]
        if (piece.type === undefined) expect(after).toBe(before)
        else expect(parseMaskToken(after)?.type).toBe(piece.type)
        start = piece.end
        maskedStart = piece.maskedEnd
      }
      expect([start, maskedStart]).toEqual([text.length, masked.text.length])
      const [whole] = mapSpans(masked.pieces, [{ start: 0, end: text.length }])
      expect(whole).toEqual({ start: 0, end: masked.text.length })
    }),
    { numRuns: 400, seed: 6 },
  )
})

test('the same value has the same token, in whatever utterance', () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), language, (utterances, lang) => {
      const call = createCallMask()
      const tokens = new Map<string, string>()
      for (const text of utterances) {
        const { spans, tokens: given } = call.mask({ channel: 'caller', text, language: lang })
        spans.forEach(({ type, value, partial }, place) => {
          if (partial === true) return
          const key = `${type} ${value}`
          expect(given[place]).toBe(tokens.get(key) ?? given[place])
          tokens.set(key, given[place] ?? '')
        })
      }
    }),
    { numRuns: 200, seed: 7 },
  )
})

test('no digit of a card is left beyond the two that its token shows', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{11}$/), fc.constantFrom(' ', '-', '', ' , '), language, (middle, gap, lang) => {
      const body = `4970${middle}`
      const card = [...'0123456789'].map((last) => body + last).find(passes) ?? body
      const said = card.match(/\d{4}/g)?.join(gap) ?? card
      const { text } = maskText(`carte ${said} ok`, { language: lang })
      expect(text.replace(maskTokenPattern, '')).not.toMatch(/\d/)
    }),
    { seed: 8 },
  )
})

function passes(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

// Work grows with the text, whatever it is made of: ten times the text takes nowhere near a hundred times as long.
const floods = [
  '1 ',
  'a ',
  'Anna ',
  'a@',
  'zéro ',
  '12 rue ',
  'A B C ',
  '(',
  '+',
  '.',
  '[CARD ',
  'quatre-vingt ',
  'M comme Marie ',
  '1.',
  '::',
  'le ',
  'x/',
  "l'",
  '12 Oak ',
  'my name is ',
  'De ',
  '0612345678, ',
  'a.',
  'point ',
  'Apt. 1 ',
]
test.each(floods)('a hundred thousand characters of %j take linear time', (unit) => {
  const took = (length: number) => {
    const text = unit.repeat(Math.ceil(length / unit.length))
    const begin = process.cpuUsage().user
    maskText(text, { language: 'fr' })
    return process.cpuUsage(undefined).user - begin
  }
  took(10_000)
  const [small, large] = [Math.max(took(10_000), 2000), took(100_000)]
  expect(large / small).toBeLessThan(60)
})
