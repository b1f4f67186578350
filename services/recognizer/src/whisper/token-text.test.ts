import { expect, test } from 'vitest'
import { TokenText } from './token-text.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const single = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
const text = new TokenText({ texts: [...single, bytes(' d'), bytes('iè'), bytes(' di'), bytes('se'), '', bytes(' diè')] })

test('writes what it reads, whatever the alphabet', () => {
  for (const sentence of ['dièse', ' Où êtes-vous ?', ' 3 500 €', ' it’s “quoted”', ' 日本'])
    expect(text.read(text.write(sentence))).toBe(sentence)
})

test('joins the pair that was learned first', () => {
  expect(text.write(' diese')).toEqual([258, 'e'.charCodeAt(0), 259])
})

test('a character of several tokens is read as one', () => {
  const [first = 0, second = 0] = Buffer.from('é')
  expect(text.read([first, second])).toBe('é')
})

test('special tokens have no text', () => {
  expect(text.read([260])).toBe('')
  expect([text.beginsWord(256), text.beginsWord(259), text.beginsWord(260)]).toEqual([true, false, false])
})
