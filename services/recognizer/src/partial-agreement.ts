export interface HeardWord {
  readonly text: string
  /** 0 to 1. */
  readonly confidence: number
}

/** At the end of a decoding words may have been cut, or guessed from too little. */
const UNSETTLED_WORDS = 2

/** The text of an utterance that goes on: what two successive decodings agree on, and the rest. */
export interface AgreedText {
  readonly firm: readonly string[]
  readonly tentative: readonly string[]
}

/**
 * Local agreement of two: a word is firm when two successive decodings have it at the same place with the same words before it
 * (Liu, Spanakis and Niehues, "Low-Latency Sequence-to-Sequence Speech Recognition", 2020). The earlier decoding's last words
 * don't count, and nor does what the engine itself is unsure of. Firm words stay as they are, whatever comes;
 * how many of them turn out otherwise is counted.
 */
export class PartialAgreement {
  #firm: string[] = []
  #previous: readonly string[] = []

  get firm(): readonly string[] {
    return this.#firm
  }

  /** @param sureConfidence a word with less is a guess, and isn't firm however often it comes back */
  update(heard: readonly HeardWord[], sureConfidence: number): AgreedText {
    const words = heard.map((word) => word.text)
    const unsure = heard.findIndex((word) => word.confidence < sureConfidence)
    const candidates = this.#previous.slice(0, -UNSETTLED_WORDS).slice(0, unsure < 0 ? undefined : Math.max(unsure, this.#firm.length))
    const agreed = commonPrefixLength(candidates, words)
    if (agreed > this.#firm.length && startsAlike(this.#firm, words)) {
      this.#firm = [...this.#firm, ...words.slice(this.#firm.length, agreed)].map(withoutFinalStop)
    }
    this.#previous = words
    return { firm: this.#firm, tentative: words.slice(this.#firm.length) }
  }

  /** How many firm words the final text doesn't have, in the best alignment. */
  revisedIn(words: readonly string[]): number {
    return this.#firm.length - longestCommonSubsequence(this.#firm.map(fold), words.map(fold))
  }
}

function startsAlike(firm: readonly string[], words: readonly string[]): boolean {
  return commonPrefixLength(firm, words) === firm.length
}

function commonPrefixLength(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && fold(a[length] ?? '') === fold(b[length] ?? '')) length += 1
  return length
}

/** Case and punctuation depend on what follows: they don't make another word. */
function fold(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** A decoding ends with a full stop wherever the audio happens to end. */
function withoutFinalStop(word: string, index: number, words: readonly string[]): string {
  return index === words.length - 1 ? word.replace(/[.,?!]+$/u, '') : word
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const left of a) {
    const next = [0]
    b.forEach((right, index) => {
      next.push(left === right ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0))
    })
    row = next
  }
  return row.at(-1) ?? 0
}
