import { expect, test } from 'vitest'
import { parseCsv } from './csv.ts'

test.each([
  [
    'a,b\nc,d\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a,b\r\nc,d',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"one, two","say ""hi"""\n', [['one, two', 'say "hi"']]],
  ['"two\nlines",x\n', [['two\nlines', 'x']]],
  [
    'a,\n,b\n',
    [
      ['a', ''],
      ['', 'b'],
    ],
  ],
  ['\uFEFFa,b', [['a', 'b']]],
  ['', []],
])('%j', (text, rows) => {
  expect(parseCsv(text)).toEqual(rows)
})

test('tabs separate where it is said; quotes within a cell are quotes, around it they may hold line ends', () => {
  expect(parseCsv('a\tsay "hi", you\tc\n"one\ntwo"\t\tx\n', '\t')).toEqual([
    ['a', 'say "hi", you', 'c'],
    ['one\ntwo', '', 'x'],
  ])
})
