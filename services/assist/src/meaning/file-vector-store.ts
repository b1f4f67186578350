import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { quantise, restored } from './quantised-vector.ts'
import type { KeptVector, VectorStore } from './vector-store.ts'

const MAGIC = 'SFVECT01'
const HEADER_BYTES = 64
const KEY_BYTES = 16
const SCALE_BYTES = 4
const CHECKSUM_BYTES = 4
/** Read at once when the file is opened. */
const RECORDS_A_READ = 2_048
/** The file is written anew when it has more records that nobody wants than wanted ones, and than this. */
const LEAST_UNWANTED = 1_000

/**
 * Vectors of one model in a file of the data folder: 8 bits a number, appended, each record with a checksum. Everything in it can be made
 * again, so a record that a crash cut short is dropped, and a file of something else begins anew. One process writes it: the data
 * folder's lock sees to that.
 */
export class FileVectorStore implements VectorStore {
  readonly #path: string
  readonly #header: Buffer
  readonly #width: number
  readonly #offsets = new Map<string, number>()
  #file: FileHandle
  #end = HEADER_BYTES
  /** One thing after the other. */
  #last: Promise<unknown> = Promise.resolve()

  private constructor(path: string, header: Buffer, width: number, file: FileHandle) {
    this.#path = path
    this.#header = header
    this.#width = width
    this.#file = file
  }

  /** @throws what the file system throws */
  static async open(folder: string, model: string, width: number): Promise<FileVectorStore> {
    await mkdir(folder, { recursive: true })
    const path = join(folder, `${model.replace(/[^\w.@-]+/g, '-').slice(0, 80)}.vectors`)
    const store = new FileVectorStore(path, headerOf(model, width), width, await open(path, constants.O_RDWR | constants.O_CREAT))
    await store.#read()
    return store
  }

  get size(): number {
    return this.#offsets.size
  }

  get(keys: readonly string[]): Promise<(Float32Array | undefined)[]> {
    return this.#inTurn(() => Promise.all(keys.map((key) => this.#readVector(key))))
  }

  put(vectors: readonly KeptVector[]): Promise<void> {
    return this.#inTurn(async () => {
      const fresh = vectors.filter(({ key, vector }) => vector.length === this.#width && !this.#offsets.has(key))
      if (fresh.length === 0) return
      await this.#append(Buffer.concat(fresh.map((one) => recordOf(one))))
      for (const { key } of fresh) this.#remember(key)
    })
  }

  keepOnly(keys: ReadonlySet<string>): Promise<void> {
    return this.#inTurn(async () => {
      const wanted = [...this.#offsets].filter(([key]) => keys.has(key))
      const unwanted = this.#offsets.size - wanted.length
      if (unwanted <= Math.max(LEAST_UNWANTED, wanted.length)) return
      const path = `${this.#path}.new`
      const file = await open(path, 'w+')
      await file.write(this.#header, 0, HEADER_BYTES, 0)
      const old = this.#file
      const records: Buffer[] = []
      for (const [, offset] of wanted) records.push(await bytesAt(old, offset, this.#recordBytes))
      this.#file = file
      this.#offsets.clear()
      this.#end = HEADER_BYTES
      await this.#append(Buffer.concat(records))
      for (const [key] of wanted) this.#remember(key)
      await rename(path, this.#path)
      await old.close()
    })
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#file.close())
  }

  get #recordBytes(): number {
    return KEY_BYTES + SCALE_BYTES + this.#width + CHECKSUM_BYTES
  }

  #remember(key: string): void {
    this.#offsets.set(key, this.#end)
    this.#end += this.#recordBytes
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#file.write(bytes, 0, bytes.length, this.#end)
  }

  async #readVector(key: string): Promise<Float32Array | undefined> {
    const offset = this.#offsets.get(key)
    if (offset === undefined) return undefined
    const record = await bytesAt(this.#file, offset + KEY_BYTES, SCALE_BYTES + this.#width)
    const numbers = new Int8Array(record.buffer, record.byteOffset + SCALE_BYTES, this.#width)
    return restored({ scale: record.readFloatLE(0), numbers })
  }

  async #read(): Promise<void> {
    const header = await bytesAt(this.#file, 0, HEADER_BYTES)
    if (!header.equals(this.#header)) {
      await this.#file.truncate(0)
      await this.#file.write(this.#header, 0, HEADER_BYTES, 0)
      return
    }
    for (;;) {
      const bytes = await bytesAt(this.#file, this.#end, this.#recordBytes * RECORDS_A_READ)
      const whole = Math.floor(bytes.length / this.#recordBytes)
      for (let record = 0; record < whole; record += 1) {
        const one = bytes.subarray(record * this.#recordBytes, (record + 1) * this.#recordBytes)
        // What follows a damaged record is overwritten: it is made again.
        if (!isWhole(one)) return this.#file.truncate(this.#end)
        this.#remember(one.toString('hex', 0, KEY_BYTES))
      }
      if (whole < RECORDS_A_READ) return this.#file.truncate(this.#end)
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work)
    this.#last = done.catch(() => undefined)
    return done
  }
}

function headerOf(model: string, width: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC, 0, 'latin1')
  header.writeUInt32LE(width, MAGIC.length)
  createHash('sha256')
    .update(model)
    .digest()
    .copy(header, HEADER_BYTES - 32)
  return header
}

function recordOf({ key, vector }: KeptVector): Buffer {
  const { scale, numbers } = quantise(vector)
  const record = Buffer.alloc(KEY_BYTES + SCALE_BYTES + numbers.length + CHECKSUM_BYTES)
  record.write(key, 0, 'hex')
  record.writeFloatLE(scale, KEY_BYTES)
  record.set(new Uint8Array(numbers.buffer), KEY_BYTES + SCALE_BYTES)
  record.writeUInt32LE(crc32(record.subarray(0, -CHECKSUM_BYTES)), record.length - CHECKSUM_BYTES)
  return record
}

function isWhole(record: Buffer): boolean {
  return crc32(record.subarray(0, -CHECKSUM_BYTES)) === record.readUInt32LE(record.length - CHECKSUM_BYTES)
}

/** Fewer where the file ends. */
async function bytesAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
