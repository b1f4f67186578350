/** What bencode can say (BEP 3), which is what rtpengine's NG protocol speaks. Strings are UTF-8 here. */
export type BencodeValue = string | number | readonly BencodeValue[] | { readonly [key: string]: BencodeValue }

const MAX_DEPTH = 16

export function encodeBencode(value: BencodeValue): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`
  if (typeof value === 'number') return `i${Math.trunc(value)}e`
  if (isList(value)) return `l${value.map(encodeBencode).join('')}e`
  const entries = Object.entries(value).map(([key, each]) => encodeBencode(key) + encodeBencode(each))
  return `d${entries.join('')}e`
}

/** Undefined for what isn't one whole bencoded value. */
export function decodeBencode(bytes: Uint8Array): BencodeValue | undefined {
  const reader = new BencodeReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  try {
    return reader.readAll()
  } catch (error) {
    if (error instanceof MalformedBencode) return undefined
    throw error
  }
}

function isList(value: BencodeValue): value is readonly BencodeValue[] {
  return Array.isArray(value)
}

class MalformedBencode extends Error {}

class BencodeReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  readAll(): BencodeValue {
    const value = this.#value(0)
    if (this.#at !== this.#bytes.length) throw new MalformedBencode()
    return value
  }

  #value(depth: number): BencodeValue {
    if (depth > MAX_DEPTH) throw new MalformedBencode()
    const kind = this.#peek()
    if (kind === 'i') return this.#integer()
    if (kind === 'l') return this.#list(depth)
    if (kind === 'd') return this.#dictionary(depth)
    return this.#text()
  }

  #integer(): number {
    this.#at += 1
    return this.#digitsUntil('e', /^-?\d{1,15}$/)
  }

  #text(): string {
    const length = this.#digitsUntil(':', /^\d{1,9}$/)
    const end = this.#at + length
    if (end > this.#bytes.length) throw new MalformedBencode()
    const text = this.#bytes.toString('utf8', this.#at, end)
    this.#at = end
    return text
  }

  #list(depth: number): BencodeValue[] {
    this.#at += 1
    const list: BencodeValue[] = []
    while (this.#peek() !== 'e') list.push(this.#value(depth + 1))
    this.#at += 1
    return list
  }

  #dictionary(depth: number): Record<string, BencodeValue> {
    this.#at += 1
    const entries = new Map<string, BencodeValue>()
    while (this.#peek() !== 'e') {
      const key = this.#text()
      entries.set(key, this.#value(depth + 1))
    }
    this.#at += 1
    return Object.fromEntries(entries)
  }

  #digitsUntil(end: string, shape: RegExp): number {
    const stop = this.#bytes.indexOf(end, this.#at)
    const digits = stop < 0 || stop - this.#at > 16 ? '' : this.#bytes.toString('latin1', this.#at, stop)
    if (!shape.test(digits)) throw new MalformedBencode()
    this.#at = stop + 1
    return Number(digits)
  }

  #peek(): string {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new MalformedBencode()
    return String.fromCharCode(byte)
  }
}
