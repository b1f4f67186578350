import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VectorTable } from '../src/index.ts'

const ofLengthOne = (values: readonly number[]) => {
  const length = Math.hypot(...values) || 1
  return Float32Array.from(values, (value) => value / length)
}
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0)

test('cosines are those of plain products, within a hundredth, whatever the width', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true })
  const examples = fc
    .integer({ min: 1, max: 80 })
    .chain((width) => fc.array(fc.array(number, { minLength: width, maxLength: width }).map(ofLengthOne), { minLength: 2, maxLength: 9 }))
  fc.assert(
    fc.property(examples, ([query = new Float32Array(), ...rows]) => {
      const table = new VectorTable(query.length)
      for (const [row, vector] of rows.entries()) table.set(row, vector)
      const cosines = table.cosines(query)
      expect(cosines).toHaveLength(rows.length)
      for (const [row, vector] of rows.entries()) expect(Math.abs((cosines[row] ?? 9) - dot(query, vector))).toBeLessThan(0.01)
    }),
  )
})

test('rows stay what they are while the table grows, and can be replaced', () => {
  const table = new VectorTable(2)
  for (let row = 0; row < 1_000; row += 1) table.set(row, ofLengthOne([row, 1_000 - row]))
  table.set(500, ofLengthOne([0, 1]))
  const cosines = table.cosines(Float32Array.of(0, 1))
  expect(cosines[0]).toBeCloseTo(1, 2)
  expect(cosines[500]).toBeCloseTo(1, 2)
  expect(cosines[999]).toBeCloseTo(0, 2)
})

test('wide vectors that all point one way don’t overflow', () => {
  const table = new VectorTable(4_096)
  const vector = ofLengthOne(Array<number>(4_096).fill(1))
  table.set(0, vector)
  expect(table.cosines(vector)[0]).toBeCloseTo(1, 2)
})

test('a vector of another width is refused, and nothing is found in an empty table', () => {
  expect(() => new VectorTable(3).set(0, Float32Array.of(1))).toThrow(RangeError)
  expect(new VectorTable(3).cosines(Float32Array.of(1, 0, 0))).toHaveLength(0)
})
