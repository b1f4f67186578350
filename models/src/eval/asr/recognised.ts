/** A word with its place in the recording, in seconds. */
export interface RecognisedWord {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly confidence: number
}

export interface RecognisedItem {
  readonly text: string
  readonly words: readonly RecognisedWord[]
  /** In how many utterances it came: from the live path only. */
  readonly utterances?: number
}
