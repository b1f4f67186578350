import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A model that fits into a test: random weights, the real shape. */
export const TINY = {
  melBands: 80,
  width: 16,
  heads: 2,
  encoderLayers: 1,
  decoderLayers: 2,
  audioPositions: 60,
  textPositions: 32,
  alignmentHeads: [[1, 0]] as const,
  suppressed: [4],
}
const HIDDEN = 32
/** "Ġ" is a space, "Ã©" an é: the alphabet of GPT-2. */
const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'Ġa', 'Ġb', 'ĠÃ©tÃ©', 'ĠÐ´Ð°']
const specials = [
  '<|endoftext|>',
  '<|startoftranscript|>',
  '<|en|>',
  '<|fr|>',
  '<|transcribe|>',
  '<|startofprev|>',
  '<|nospeech|>',
  '<|notimestamps|>',
  '<|0.00|>',
]
const VOCABULARY = words.length + specials.length

type Tensors = Map<string, { readonly dims: readonly number[]; readonly values: Float32Array }>

/** The names of the transformers library, without `model.`. */
function tensors(): Tensors {
  const { width, melBands } = TINY
  const all: Tensors = new Map()
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32 - 0.5
  }
  const add = (name: string, dims: readonly number[], around = 0) => {
    const size = dims.reduce((product, one) => product * one, 1)
    all.set(name, { dims, values: Float32Array.from({ length: size }, () => around + random()) })
  }
  const norm = (name: string) => {
    add(`${name}.weight`, [width], 1)
    add(`${name}.bias`, [width])
  }
  const linear = (name: string, outputs: number, inputs: number, hasBias = true) => {
    add(`${name}.weight`, [outputs, inputs])
    if (hasBias) add(`${name}.bias`, [outputs])
  }
  const attention = (name: string) => {
    norm(`${name}_layer_norm`)
    for (const part of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) linear(`${name}.${part}`, width, width, part !== 'k_proj')
  }
  const layer = (name: string) => {
    attention(`${name}.self_attn`)
    norm(`${name}.final_layer_norm`)
    linear(`${name}.fc1`, HIDDEN, width)
    linear(`${name}.fc2`, width, HIDDEN)
  }
  add('encoder.conv1.weight', [width, melBands, 3])
  add('encoder.conv1.bias', [width])
  add('encoder.conv2.weight', [width, width, 3])
  add('encoder.conv2.bias', [width])
  add('encoder.embed_positions.weight', [TINY.audioPositions, width])
  for (let index = 0; index < TINY.encoderLayers; index += 1) layer(`encoder.layers.${index}`)
  norm('encoder.layer_norm')
  add('decoder.embed_tokens.weight', [VOCABULARY, width])
  add('decoder.embed_positions.weight', [TINY.textPositions, width])
  for (let index = 0; index < TINY.decoderLayers; index += 1) {
    layer(`decoder.layers.${index}`)
    attention(`decoder.layers.${index}.encoder_attn`)
  }
  norm('decoder.layer_norm')
  return all
}

function writeTokenizer(folder: string): void {
  const vocab = Object.fromEntries(words.map((word, id) => [word, id]))
  const added_tokens = specials.map((content, index) => ({ id: words.length + index, content }))
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ model: { vocab }, added_tokens }))
}

export function writeSafetensors(folder: string): void {
  mkdirSync(folder, { recursive: true })
  let offset = 0
  const index: Record<string, object> = {}
  const parts: Buffer[] = []
  for (const [name, { dims, values }] of tensors()) {
    index[`model.${name}`] = { dtype: 'F32', shape: dims, data_offsets: [offset, offset + values.byteLength] }
    parts.push(Buffer.from(values.buffer))
    offset += values.byteLength
  }
  const header = Buffer.from(JSON.stringify(index))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  writeFileSync(join(folder, 'model.safetensors'), Buffer.concat([length, header, ...parts]))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ encoder_attention_heads: TINY.heads }))
  writeFileSync(
    join(folder, 'generation_config.json'),
    JSON.stringify({ alignment_heads: TINY.alignmentHeads, suppress_tokens: TINY.suppressed }),
  )
  writeTokenizer(folder)
}

export function writeCtranslate2(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const variables = ctranslate2Tensors()
  const u32 = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }
  const text = (value: string) => {
    const bytes = Buffer.from(`${value}\0`)
    const length = Buffer.alloc(2)
    length.writeUInt16LE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const parts: Buffer[] = [u32(6), text('WhisperSpec'), u32(3), u32(variables.size + 1)]
  // 16 bits, no dimensions.
  parts.push(text('encoder/num_heads'), Buffer.from([0, 2]), u32(2), Buffer.from([TINY.heads, 0]))
  for (const [name, { dims, values }] of variables) {
    parts.push(
      text(name),
      Buffer.from([dims.length]),
      ...dims.map(u32),
      Buffer.from([0]),
      u32(values.byteLength),
      Buffer.from(values.buffer),
    )
  }
  writeFileSync(join(folder, 'model.bin'), Buffer.concat(parts))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ alignment_heads: TINY.alignmentHeads, suppress_ids: TINY.suppressed }))
  writeTokenizer(folder)
}

/** The same weights under CTranslate2's names, with its fused matrices. */
function ctranslate2Tensors(): Tensors {
  const from = tensors()
  const to: Tensors = new Map()
  const values = (name: string, size: number) => from.get(name)?.values ?? new Float32Array(size)
  const move = (target: string, ...sources: readonly string[]) => {
    const rows = sources.flatMap((source) => [...values(source, TINY.width)])
    const [, ...rest] = from.get(sources[0] ?? '')?.dims ?? []
    const columns = rest.reduce((product, one) => product * one, 1)
    to.set(target, { dims: [rows.length / columns, ...rest], values: Float32Array.from(rows) })
  }
  const linear = (target: string, ...sources: readonly string[]) => {
    for (const part of ['weight', 'bias']) move(`${target}/${part}`, ...sources.map((source) => `${source}.${part}`))
  }
  const norm = (target: string, source: string) => {
    move(`${target}/layer_norm/gamma`, `${source}.weight`)
    move(`${target}/layer_norm/beta`, `${source}.bias`)
  }
  const layer = (target: string, source: string) => {
    norm(`${target}/self_attention`, `${source}.self_attn_layer_norm`)
    linear(`${target}/self_attention/linear_0`, ...['q', 'k', 'v'].map((part) => `${source}.self_attn.${part}_proj`))
    linear(`${target}/self_attention/linear_1`, `${source}.self_attn.out_proj`)
    norm(`${target}/ffn`, `${source}.final_layer_norm`)
    linear(`${target}/ffn/linear_0`, `${source}.fc1`)
    linear(`${target}/ffn/linear_1`, `${source}.fc2`)
  }
  for (const part of ['conv1', 'conv2']) linear(`encoder/${part}`, `encoder.${part}`)
  for (const part of ['encoder', 'decoder']) {
    move(`${part}/position_encodings/encodings`, `${part}.embed_positions.weight`)
    norm(part, `${part}.layer_norm`)
  }
  move('decoder/embeddings/weight', 'decoder.embed_tokens.weight')
  for (let index = 0; index < TINY.encoderLayers; index += 1) layer(`encoder/layer_${index}`, `encoder.layers.${index}`)
  for (let index = 0; index < TINY.decoderLayers; index += 1) {
    const [target, source] = [`decoder/layer_${index}`, `decoder.layers.${index}`]
    layer(target, source)
    norm(`${target}/attention`, `${source}.encoder_attn_layer_norm`)
    linear(`${target}/attention/linear_0`, `${source}.encoder_attn.q_proj`)
    linear(`${target}/attention/linear_1`, `${source}.encoder_attn.k_proj`, `${source}.encoder_attn.v_proj`)
    linear(`${target}/attention/linear_2`, `${source}.encoder_attn.out_proj`)
  }
  return to
}
