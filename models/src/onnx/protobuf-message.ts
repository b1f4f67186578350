import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** A message as a list of pieces: tensors of many megabytes are never copied into the messages around them. */
export class ProtobufMessage {
  readonly #pieces: Uint8Array[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  get pieces(): readonly Uint8Array[] {
    return this.#pieces
  }

  integer(field: number, value: number | bigint): this {
    return this.#append(new BinaryWriter().tag(field, WireType.Varint).int64(value).finish())
  }

  float(field: number, value: number): this {
    return this.#append(new BinaryWriter().tag(field, WireType.Bit32).float(value).finish())
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#append(delimiter(field, value.length)).#append(value)
  }

  message(field: number, value: ProtobufMessage): this {
    this.#append(delimiter(field, value.length))
    for (const piece of value.pieces) this.#append(piece)
    return this
  }

  #append(piece: Uint8Array): this {
    this.#pieces.push(piece)
    this.#length += piece.length
    return this
  }
}

function delimiter(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish()
}
