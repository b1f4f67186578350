import type { Utterance } from '@souffleur/proto'

/** Below these, what is written may well not be what was said. A word's confidence swings more than an utterance's. */
const UNSURE_UTTERANCE = 0.6
const UNSURE_WORD = 0.5

/** Zero is what an engine leaves that can't tell how sure it is. */
const isBelow = (confidence: number, threshold: number) => confidence > 0 && confidence < threshold

/** What a reader should doubt: the whole utterance, or words of it by their index. */
export interface Doubts {
  readonly utterance: boolean
  readonly words: ReadonlySet<number>
}

export function doubtsOf({ confidence, words }: Pick<Utterance, 'confidence' | 'words'>): Doubts {
  // Where everything is in doubt, no word is more so.
  if (isBelow(confidence, UNSURE_UTTERANCE)) return { utterance: true, words: new Set() }
  return { utterance: false, words: new Set([...words.keys()].filter((index) => isBelow(words[index]?.confidence ?? 0, UNSURE_WORD))) }
}
