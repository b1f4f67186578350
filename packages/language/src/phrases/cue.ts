import type { Speaker } from '../acts/act-rule.ts'
import { clausesOf } from '../clauses.ts'
import type { Language } from '../language.ts'
import { tokenise } from '../tokenise.ts'
import { findPhrase, isNegation, type PhrasePattern } from './phrase-pattern.ts'

export type CueSpeaker = 'customer' | 'advisor' | 'anyone'

/** Words that mean something when the right person says them. */
export interface Cue {
  readonly by: CueSpeaker
  readonly phrases: Readonly<Record<Language, readonly PhrasePattern[]>>
  /** Words that take the meaning away: "merci" after "vous avez de la chance". */
  readonly unless: Readonly<Record<Language, readonly PhrasePattern[]>>
}

/** Where a cue was heard, in UTF-16 units of the text. */
export interface CueHeard {
  readonly start: number
  readonly end: number
  readonly phrase: string
}

/**
 * The first phrase of the cue that was said, or undefined. A clause that says no takes the meaning away, unless its "no" is one of the
 * phrase's own words: "je ne veux pas porter plainte" is no threat, "je ne suis pas content" is a complaint.
 */
export function hearCue(cue: Cue, text: string, language: Language, speaker: Speaker): CueHeard | undefined {
  if (cue.by !== 'anyone' && speaker !== 'unknown' && cue.by !== speaker) return undefined
  const phrases = cue.phrases[language]
  if (phrases.length === 0) return undefined
  for (const clause of clausesOf(text, language)) {
    const tokens = tokenise(text.slice(clause.start, clause.end), language)
    if (cue.unless[language].some((pattern) => findPhrase(pattern, tokens, language) !== undefined)) continue
    for (const phrase of phrases) {
      const match = findPhrase(phrase, tokens, language)
      const first = match === undefined ? undefined : tokens[match.from]
      const last = match === undefined ? undefined : tokens[match.to]
      if (match === undefined || first === undefined || last === undefined) continue
      const isNo = tokens.map((token) => isNegation(token, language))
      const isDenied = isNo.includes(true) && !isNo.slice(match.from, match.to + 1).includes(true)
      if (!isDenied) return { start: clause.start + first.start, end: clause.start + last.end, phrase: phrase.text }
    }
  }
  return undefined
}
