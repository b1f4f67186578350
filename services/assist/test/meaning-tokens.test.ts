import { expect, test } from 'vitest'
import { UnigramTokenizer } from '../src/meaning/e5/unigram-tokenizer.ts'

const pieces = ['<s>', '<pad>', '</s>', '<unk>', '▁', 'a', 'b', 'c', '▁a', '▁ab', 'bc', 'é', '▁été', 't', '<mask>']
const vocabulary = {
  special: { start: 0, end: 2, padding: 1, unknown: 3 },
  pieces,
  scores: [0, 0, 0, 0, -2, -3, -3, -3, -2.5, -4, -3.5, -4, -3, -3, 0],
  replacements: [
    [9, ' '],
    [0x200b, ''],
    [0xc9, 'é'],
  ] as [number, string][],
}
const read = (text: string, mostTokens = 16) => new UnigramTokenizer({ ...vocabulary, mostTokens }).tokensOf(text).map((id) => pieces[id])

test('the most probable pieces together, not the longest first', () => {
  expect(read('abc')).toEqual(['<s>', '▁a', 'bc', '</s>'])
})

test('spaces of any kind are one, and none at the ends', () => {
  expect(read('a a')).toEqual(['<s>', '▁a', '▁a', '</s>'])
  expect(read('  a \t a  ')).toEqual(read('a a'))
})

test('an accent that is written apart is composed first', () => {
  expect(read('E\u0301te\u0301')).toEqual(['<s>', '▁été', '</s>'])
})

test('unknown neighbours are one token, beyond the first plane too', () => {
  expect(read('a😀漢b')).toEqual(['<s>', '▁a', '<unk>', 'b', '</s>'])
})

test('words never become a special token', () => {
  expect(read('<mask></s>').slice(1, -1)).not.toContain('<mask>')
  expect(read('</s>').filter((piece) => piece === '</s>')).toHaveLength(1)
})

test('an empty text has its two marks, and a long one is cut before its end mark', () => {
  expect(read(' \u200b ')).toEqual(['<s>', '</s>'])
  expect(read('a a a a a a', 4)).toEqual(['<s>', '▁a', '▁a', '</s>'])
  expect(read('a'.repeat(1_000_000))).toHaveLength(16)
})
