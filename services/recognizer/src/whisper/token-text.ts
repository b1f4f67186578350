import type { WhisperDescription } from './whisper-files.ts'

/** Tokens to text, with a model's own tokens. */
export class TokenText {
  readonly #texts: readonly string[]

  constructor({ texts }: Pick<WhisperDescription, 'texts'>) {
    this.#texts = texts
  }

  /** Several tokens can be one character: they are put together before they are read. */
  read(tokens: readonly number[]): string {
    return Buffer.from(tokens.map((token) => this.#texts[token] ?? '').join(''), 'latin1').toString('utf8')
  }

  beginsWord(token: number): boolean {
    return this.#texts[token]?.startsWith(' ') ?? false
  }
}
