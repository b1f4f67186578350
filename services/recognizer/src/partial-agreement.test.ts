import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PartialAgreement } from './partial-agreement.ts'

const sure = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ text: word, confidence: 0.9 }))
const shown = (agreement: PartialAgreement, text: string) => {
  const { firm, tentative } = agreement.update(sure(text), 0.65)
  return [firm.join(' '), tentative.join(' ')]
}

test('a first decoding is tentative', () => {
  expect(shown(new PartialAgreement(), 'my name is')).toEqual(['', 'my name is'])
})

test('words become firm when two decodings agree, the earlier one’s last two left out', () => {
  const agreement = new PartialAgreement()
  shown(agreement, 'so my name is')
  expect(shown(agreement, 'so my name is Jack')).toEqual(['so my', 'name is Jack'])
})

test('case and punctuation don’t count as disagreement, and a firm text doesn’t end with a stop', () => {
  const agreement = new PartialAgreement()
  shown(agreement, 'Hello. My name is')
  expect(shown(agreement, 'hello, my. name is')).toEqual(['hello, my', 'name is'])
})

test('firm words stay when a later decoding disagrees, and the final counts them as revised', () => {
  const agreement = new PartialAgreement()
  shown(agreement, 'I can not go now')
  shown(agreement, 'I can not go now')
  expect(shown(agreement, 'I may not go now')[0]).toBe('I can not')
  expect(agreement.revisedIn(['I', 'may', 'not', 'go', 'now'])).toBe(1)
})

test('a guess isn’t firm, nor is what follows it', () => {
  const agreement = new PartialAgreement()
  const heard = [...sure('the'), { text: 'tiles', confidence: 0.4 }, ...sure('of us now')]
  agreement.update(heard, 0.65)
  expect(agreement.update(heard, 0.65).firm).toEqual(['the'])
})

test('firm text never shrinks and never changes its words', () => {
  const decoding = fc.array(fc.constantFrom('a', 'b', 'c', 'd.'), { maxLength: 8 })
  fc.assert(
    fc.property(fc.array(decoding, { maxLength: 12 }), (decodings) => {
      const agreement = new PartialAgreement()
      let before: readonly string[] = []
      for (const words of decodings) {
        const { firm } = agreement.update(
          words.map((text) => ({ text, confidence: 1 })),
          0.65,
        )
        expect(firm.slice(0, before.length).map((word) => word.replace('.', ''))).toEqual(before.map((word) => word.replace('.', '')))
        before = firm
      }
    }),
  )
})
