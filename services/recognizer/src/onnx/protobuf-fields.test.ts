import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delimitedField, readFields, textField, textsOf, varintField, writeFields } from './protobuf-fields.ts'

test('what is written is read again', () => {
  const message = writeFields([
    textField(1, 'añ'),
    varintField(2, 300),
    delimitedField(200, new Uint8Array(1000).fill(7)),
    textField(1, 'b'),
  ])
  const fields = readFields(message)
  expect(fields.map((field) => field.number)).toEqual([1, 2, 200, 1])
  expect(textsOf(fields, 1)).toEqual(['añ', 'b'])
  expect(writeFields(fields)).toEqual(message)
})

test('garbage is refused, not read past its end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        expect(writeFields(readFields(bytes))).toEqual(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError)
      }
    }),
  )
})
