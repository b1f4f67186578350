import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'

test('a table for a spreadsheet, in which nothing is a formula', () => {
  const columns = [
    { name: 'Motif', value: (row: { name: string }) => row.name },
    { name: 'n', value: () => 1.5 },
    { name: 'none', value: () => null },
  ]
  expect(csvOf(columns, [{ name: 'Dégât, "eaux"' }, { name: '=1+1' }])).toBe(
    '\uFEFFMotif,n,none\r\n"Dégât, ""eaux""",1.5,\r\n\'=1+1,1.5,\r\n',
  )
})
