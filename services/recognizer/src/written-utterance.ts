import { writeReadably } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { textOf } from './engine.ts'
import type { TimedWord } from './word-times.ts'

export interface WrittenWord extends TimedWord {
  /** Empty where it was said as it is written. */
  readonly spokenText: string
}

export interface WrittenUtterance {
  readonly words: WrittenWord[]
  readonly text: string
  readonly spokenText: string
}

/** An utterance as people write it: numbers, amounts, dates, references and addresses, each with what was said for it. */
export function writtenOf(heard: readonly TimedWord[], language: Language): WrittenUtterance {
  const pieces = writeReadably(
    heard.map((word) => word.text),
    language,
  )
  const words = pieces.flatMap(({ text, from, to }) => {
    const said = heard.slice(from, to)
    const [first] = said
    const last = said.at(-1)
    if (first === undefined || last === undefined) return []
    const spoken = textOf(said)
    const confidence = said.reduce((sum, word) => sum + word.confidence, 0) / said.length
    return [{ text, startMs: first.startMs, endMs: last.endMs, confidence, spokenText: spoken === text ? '' : spoken }]
  })
  const [text, spokenText] = [textOf(words), textOf(heard)]
  return { words, text, spokenText: spokenText === text ? '' : spokenText }
}
