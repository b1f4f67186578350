import { expect, test } from 'vitest'
import { TokenText } from './token-text.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const single = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
const text = new TokenText({ texts: [...single, bytes(' d'), bytes('iè'), bytes(' di'), bytes('se'), ''] })

test('a character of several tokens is read as one', () => {
  const [first = 0, second = 0] = Buffer.from('é')
  expect(text.read([first, second])).toBe('é')
})

test('special tokens have no text', () => {
  expect(text.read([260])).toBe('')
  expect([text.beginsWord(256), text.beginsWord(259), text.beginsWord(260)]).toEqual([true, false, false])
})
