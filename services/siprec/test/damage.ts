import fc from 'fast-check'

/** What a line in between, or somebody with bad intentions, did to a text: cut, doubled, turned into something else, with words that mean something. */
export function damaged(whole: string, words: readonly string[] = []): fc.Arbitrary<string> {
  const put = fc.oneof(fc.string({ maxLength: 20 }), ...(words.length === 0 ? [] : [fc.constantFrom(...words)]))
  const copied = fc.tuple(fc.nat(whole.length), fc.nat(400)).map(([at, length]) => whole.slice(at, at + length))
  return fc
    .array(fc.tuple(fc.nat(whole.length), fc.nat(40), fc.oneof(put, copied)), { minLength: 1, maxLength: 6 })
    .map((cuts) => cuts.reduce((text, [at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length), whole))
}

/** The same for bytes. */
export function damagedBytes(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  return fc
    .array(fc.tuple(fc.nat(whole.byteLength), fc.nat(8), fc.uint8Array({ maxLength: 8 })), { minLength: 1, maxLength: 6 })
    .map((cuts) =>
      cuts.reduce(
        (bytes: Uint8Array, [at, length, piece]) => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + length)]),
        whole,
      ),
    )
}
