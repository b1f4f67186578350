import { expect, test } from 'vitest'
import { tokenStarts } from './word-alignment.ts'

/** Each token looks at its own stretch. */
function attentions(stretches: readonly (readonly [number, number])[], positions: number, heads: number): Float32Array[] {
  return stretches.map(([from, to]) => {
    const row = new Float32Array(heads * positions).fill(0.001)
    for (let head = 0; head < heads; head += 1) row.fill(0.2, head * positions + from, head * positions + to)
    return row
  })
}

test('a token begins where it starts to be looked at', () => {
  const starts = tokenStarts(
    attentions(
      [
        [10, 30],
        [30, 45],
        [45, 80],
        [80, 100],
      ],
      100,
      3,
    ),
    3,
  )
  expect(starts[0]).toBe(0)
  for (const [index, start] of starts.slice(1).entries()) expect(Math.abs(start - ([30, 45, 80][index] ?? 0))).toBeLessThanOrEqual(4)
})

test('starts never go back', () => {
  const mixed = attentions(
    [
      [60, 90],
      [10, 30],
      [40, 50],
    ],
    100,
    2,
  )
  const starts = tokenStarts(mixed, 2)
  expect(starts).toEqual(starts.toSorted((a, b) => a - b))
})

test('no sound, no places', () => {
  expect(tokenStarts([new Float32Array(0), new Float32Array(0)], 8)).toEqual([0, 0])
})
