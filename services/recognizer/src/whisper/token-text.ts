import type { WhisperDescription } from './whisper-files.ts'

/** How GPT-2 splits a text before it looks for tokens (Radford et al., 2019; github.com/openai/tiktoken). */
const PRETOKEN = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu

/** Tokens to text and back, with a model's own tokens. */
export class TokenText {
  readonly #texts: readonly string[]
  readonly #places: ReadonlyMap<string, number>

  constructor({ texts }: Pick<WhisperDescription, 'texts'>) {
    this.#texts = texts
    this.#places = new Map(texts.flatMap((text, place) => (text === '' ? [] : [[text, place]])))
  }

  /** Several tokens can be one character: they are put together before they are read. */
  read(tokens: readonly number[]): string {
    return Buffer.from(tokens.map((token) => this.#texts[token] ?? '').join(''), 'latin1').toString('utf8')
  }

  beginsWord(token: number): boolean {
    return this.#texts[token]?.startsWith(' ') ?? false
  }

  write(text: string): number[] {
    return (text.match(PRETOKEN) ?? []).flatMap((piece) => this.#merge(Buffer.from(piece, 'utf8').toString('latin1')))
  }

  /** Byte-pair encoding: the pair that was learned first, and so has the lowest place, is joined first. */
  #merge(bytes: string): number[] {
    const parts = [...bytes]
    for (;;) {
      let best = Infinity
      let at = -1
      for (let index = 0; index + 1 < parts.length; index += 1) {
        const place = this.#places.get(`${parts[index]}${parts[index + 1]}`) ?? Infinity
        if (place >= best) continue
        best = place
        at = index
      }
      if (at < 0) return parts.flatMap((part) => this.#places.get(part) ?? [])
      parts.splice(at, 2, `${parts[at]}${parts[at + 1]}`)
    }
  }
}
