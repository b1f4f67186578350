/**
 * Protobuf messages as lists of fields, for small edits of ONNX models: everything that isn't touched is kept byte by byte.
 * Encoding: protobuf.dev/programming-guides/encoding. Field numbers: onnx/onnx.proto, which every ONNX release keeps.
 */
export interface Field {
  readonly number: number
  readonly wireType: number
  /** The field's whole encoding, tag included: for copying. */
  readonly encoded: Uint8Array
  /** What a length-delimited field holds; empty for others. */
  readonly content: Uint8Array
}

const VARINT = 0
const FIXED64 = 1
const DELIMITED = 2
const FIXED32 = 5

const text = { encoder: new TextEncoder(), decoder: new TextDecoder() }

/** @throws RangeError when it isn't a message. */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = []
  let position = 0
  const readVarint = () => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = message[position]
      if (byte === undefined || scale > 2 ** 63) throw new RangeError('not a protobuf message')
      position += 1
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (position < message.length) {
    const start = position
    const tag = readVarint()
    const wireType = tag % 8
    let content = message.subarray(0, 0)
    if (wireType === VARINT) readVarint()
    else if (wireType === FIXED64) position += 8
    else if (wireType === FIXED32) position += 4
    else if (wireType === DELIMITED) {
      const length = readVarint()
      content = message.subarray(position, position + length)
      position += length
    } else throw new RangeError(`wire type ${wireType}`)
    if (position > message.length) throw new RangeError('a field ends after its message')
    fields.push({ number: Math.floor(tag / 8), wireType, encoded: message.subarray(start, position), content })
  }
  return fields
}

export function writeFields(fields: readonly Field[]): Uint8Array {
  return concatenate(fields.map((field) => field.encoded))
}

export function delimitedField(number: number, content: Uint8Array): Field {
  const encoded = concatenate([varint(number * 8 + DELIMITED), varint(content.length), content])
  return { number, wireType: DELIMITED, encoded, content }
}

export function textField(number: number, value: string): Field {
  return delimitedField(number, text.encoder.encode(value))
}

export function varintField(number: number, value: number): Field {
  return { number, wireType: VARINT, encoded: concatenate([varint(number * 8 + VARINT), varint(value)]), content: new Uint8Array(0) }
}

/** The texts of a repeated string field. */
export function textsOf(fields: readonly Field[], number: number): string[] {
  return fields.filter((field) => field.number === number).map((field) => text.decoder.decode(field.content))
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
