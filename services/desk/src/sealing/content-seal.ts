import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { AppError } from '@souffleur/proto'

/** A key that records are sealed with. Its number stands in what it sealed, so that later keys don't make that unreadable. */
export interface DataKey {
  readonly number: number
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Unix milliseconds: other processes know it by then. */
  readonly activeFromMs: number
}

export interface SealKeys {
  /** At least one that is active. */
  readonly content: readonly DataKey[]
  /** What words are looked for by: see {@link ContentSeal.lexeme}. */
  readonly search: Uint8Array
}

const FORMAT = 1
const HEADER_BYTES = 5
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** A text column that is sealed begins like this; one of an older Souffleur holds the text itself. */
const SEALED_TEXT = 'sealed:'
/** 48 bits: among a million words, one in 300 million is taken for another, and reading the text shows it. */
const LEXEME_BYTES = 6

/**
 * Seals what people said and wrote before the database sees it, and opens it again: AES-256-GCM (NIST SP 800-38D) with a random nonce. What
 * is sealed opens only in the place that it was sealed for, so that nobody moves words from one call into another.
 */
export class ContentSeal {
  readonly #nowMs: () => number
  #keys: PreparedKeys

  constructor(keys: SealKeys, nowMs: () => number) {
    this.#keys = prepared(keys)
    this.#nowMs = nowMs
  }

  /** Keys that were added since. */
  replaceKeys(keys: SealKeys): void {
    this.#keys = prepared(keys)
  }

  /** The number of the key that seals now. */
  get currentKey(): number {
    return this.#sealingKey().number
  }

  /** @param place what it belongs to, such as `event CALL EVENT`; the same is needed to open it. */
  seal(content: string, place: string): Uint8Array {
    const { number, key } = this.#sealingKey()
    const header = headerOf(number)
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(associated(header, place))
    return Buffer.concat([header, nonce, cipher.update(content, 'utf8'), cipher.final(), cipher.getAuthTag()])
  }

  /** @throws AppError `data.unreadable` for what was changed, moved from another place, or sealed with a key that isn't here. */
  open(sealed: Uint8Array, place: string): string {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
    if (bytes.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || bytes[0] !== FORMAT) throw new AppError('data.unreadable', place)
    const number = bytes.readUInt32BE(1)
    const known = this.#keys.content.find((one) => one.number === number)
    if (known === undefined) throw new AppError('data.unreadable', `${place}: data key ${number} is not known`)
    const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES)
    const decipher = createDecipheriv('aes-256-gcm', known.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(associated(bytes.subarray(0, HEADER_BYTES), place))
      .setAuthTag(bytes.subarray(-TAG_BYTES))
    try {
      const opened = decipher.update(bytes.subarray(HEADER_BYTES + NONCE_BYTES, -TAG_BYTES))
      return Buffer.concat([opened, decipher.final()]).toString('utf8')
    } catch (error) {
      throw new AppError('data.unreadable', place, { cause: error })
    }
  }

  /** For columns of text. Nothing stays nothing. */
  sealText(text: string, place: string): string {
    return text === '' ? '' : `${SEALED_TEXT}${Buffer.from(this.seal(text, place)).toString('base64')}`
  }

  /** Text that isn't sealed comes from an older Souffleur, and is what it is. @throws AppError `data.unreadable` */
  openText(stored: string, place: string): string {
    return stored.startsWith(SEALED_TEXT) ? this.open(Buffer.from(stored.slice(SEALED_TEXT.length), 'base64'), place) : stored
  }

  /** What stands for a word in an index: the same for the same word, and nothing that it could be read from without the key. */
  lexeme(word: string): string {
    return createHmac('sha256', this.#keys.search).update(word).digest().subarray(0, LEXEME_BYTES).toString('base64url')
  }

  /** What begins everything that this key sealed: to find rows of other keys by. */
  static prefixOf(number: number): Uint8Array {
    return headerOf(number)
  }

  #sealingKey(): PreparedKey {
    const nowMs = this.#nowMs()
    const [first, ...others] = this.#keys.content
    if (first === undefined) throw new RangeError('no data key')
    return others.reduce((best, one) => (one.activeFromMs <= nowMs && one.number > best.number ? one : best), first)
  }
}

interface PreparedKey {
  readonly number: number
  readonly activeFromMs: number
  readonly key: KeyObject
}

interface PreparedKeys {
  readonly content: readonly PreparedKey[]
  readonly search: KeyObject
}

/** Once: by the bytes themselves, a hash takes five times as long and a sealed event twice, and a call has thousands of them. */
function prepared({ content, search }: SealKeys): PreparedKeys {
  return { content: content.map((one) => ({ ...one, key: createSecretKey(one.key) })), search: createSecretKey(search) }
}

function headerOf(number: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(FORMAT, 0)
  header.writeUInt32BE(number, 1)
  return header
}

function associated(header: Uint8Array, place: string): Buffer {
  return Buffer.concat([header, Buffer.from(place)])
}
