import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BencodeValue, decodeBencode, encodeBencode } from '../src/index.ts'

const value: fc.Arbitrary<BencodeValue> = fc.letrec<{ value: BencodeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

describe('bencode', () => {
  it('writes what BEP 3 gives as examples', () => {
    expect(encodeBencode({ cow: 'moo', spam: ['a', 'b'], n: -3 })).toBe('d3:cow3:moo4:spaml1:a1:be1:ni-3ee')
    expect(encodeBencode('é')).toBe('2:é')
  })

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(value, (each) => {
        expect(decodeBencode(Buffer.from(encodeBencode(each)))).toEqual(each)
      }),
    )
  })

  it('refuses anything else without throwing, however deep', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void decodeBencode(bytes)))
    for (const text of ['', 'i12', 'ie', '5:abc', 'd1:a', 'l', 'i1ei2e', '99999999999:a', 'l'.repeat(5000)]) {
      expect(decodeBencode(Buffer.from(text))).toBeUndefined()
    }
  })
})
