import { closeSync, openSync, readSync } from 'node:fs'
import { halfFloats } from '../../half-floats.ts'

export type TensorEncoding = 'float32' | 'float16' | 'bfloat16' | 'int8' | 'int16' | 'int32'

export interface StoredTensor {
  readonly dims: readonly number[]
  readonly encoding: TensorEncoding
  /** Bytes from the file's start. */
  readonly offset: number
  readonly bytes: number
}

/** Random access to a file of tensors: reads what is asked for, and nothing else. */
export class TensorFile {
  readonly #descriptor: number

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r')
  }

  /** @throws RangeError when the file ends before. */
  bytes(offset: number, length: number): Buffer<ArrayBuffer> {
    const buffer = Buffer.allocUnsafeSlow(length)
    let filled = 0
    while (filled < length) {
      const count = readSync(this.#descriptor, buffer, filled, length - filled, offset + filled)
      if (count === 0) throw new RangeError('the file ends in the middle of a tensor')
      filled += count
    }
    return buffer
  }

  floats({ encoding, offset, bytes }: StoredTensor): Float32Array {
    const { buffer } = this.bytes(offset, bytes)
    switch (encoding) {
      case 'float32':
        return new Float32Array(buffer)
      case 'float16':
        return Float32Array.from(new Uint16Array(buffer), (half) => halfFloats[half] ?? 0)
      case 'bfloat16': {
        const widened = Uint32Array.from(new Uint16Array(buffer), (upper) => upper << 16)
        return new Float32Array(widened.buffer)
      }
      case 'int8':
        return Float32Array.from(new Int8Array(buffer))
      case 'int16':
        return Float32Array.from(new Int16Array(buffer))
      case 'int32':
        return Float32Array.from(new Int32Array(buffer))
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
