import { foldText } from '../fold-text.ts'
import type { Language } from '../language.ts'
import { stemOf } from '../stems.ts'
import { isStopWord } from '../stop-words.ts'
import { type Token, tokenise } from '../tokenise.ts'

/** A pattern that isn't one; the message says why. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/**
 * Words to listen for, in the order that they are said:
 *
 *     annuler mon contrat     each word in any of its forms ("annule", "annulé"); one small word may stand between two
 *     (très) mécontent        an optional word
 *     plainte|réclamation     one of several
 *     porter ... tribunal     up to six other words in between
 */
export interface PhrasePattern {
  /** As written. */
  readonly text: string
  readonly parts: readonly PatternPart[]
}

interface PatternPart {
  /** Stems, any of which will do. */
  readonly stems: ReadonlySet<string>
  readonly isOptional: boolean
  /** Other words that may stand before it. */
  readonly gapBefore: number
}

/** Indexes into the tokens; `to` is the last word's own. */
export interface PhraseMatch {
  readonly from: number
  readonly to: number
}

const WIDE_GAP = 6
const MOST_WORDS = 20

/** @throws PatternError that says what is wrong with the pattern */
export function parsePattern(text: string, language: Language): PhrasePattern {
  const parts: PatternPart[] = []
  let gapBefore = 0
  for (const written of text.trim().split(/\s+/)) {
    if (written === '...' || written === '…') {
      if (parts.length === 0) throw wrong(text, 'it starts with a gap')
      gapBefore = WIDE_GAP
      continue
    }
    const isOptional = /^\(.+\)$/u.test(written)
    const words = (isOptional ? written.slice(1, -1) : written).split('|')
    if (words.some((word) => !/^[\p{L}\p{M}\d'’-]+$/u.test(word))) throw wrong(text, `"${written}" isn't a word`)
    // "l'avocat" and "week-end" are two words to those who listen.
    const pieces = words.map((word) => tokenise(word, language))
    const longest = Math.max(...pieces.map(({ length }) => length))
    if (longest > 1 && words.length > 1) throw wrong(text, `"${written}" has a choice of several words`)
    for (let place = 0; place < longest; place += 1) {
      const stems = new Set(pieces.flatMap((choice) => choice[place] ?? []).map((token) => stemOf(token, language)))
      parts.push({ stems, isOptional, gapBefore })
      gapBefore = 0
    }
  }
  if (!parts.some(({ isOptional }) => !isOptional)) throw wrong(text, 'it has no word that must be said')
  if (gapBefore > 0) throw wrong(text, 'it ends with a gap')
  if (parts.length > MOST_WORDS) throw wrong(text, `it has more than ${MOST_WORDS} words`)
  return { text, parts }
}

/** The first place where the pattern fits, or undefined. */
export function findPhrase({ parts }: PhrasePattern, tokens: readonly Token[], language: Language): PhraseMatch | undefined {
  const stems = tokens.map((token) => stemOf(token, language))
  for (let from = 0; from < tokens.length; from += 1) {
    const to = matchEnd(parts, { stems, tokens, language }, { part: 0, token: from, isFirst: true })
    if (to !== undefined) return { from, to }
  }
  return undefined
}

interface Words {
  readonly stems: readonly string[]
  readonly tokens: readonly Token[]
  readonly language: Language
}

/** The last word's index when the parts from this one on fit from this token on. Depth is bounded by the pattern's length. */
function matchEnd(
  parts: readonly PatternPart[],
  words: Words,
  at: { readonly part: number; readonly token: number; readonly isFirst: boolean },
): number | undefined {
  const part = parts[at.part]
  if (part === undefined) return at.token - 1
  const most = at.isFirst ? 0 : part.gapBefore
  for (let skipped = 0; skipped <= most + 1; skipped += 1) {
    const index = at.token + skipped
    const isOneTooMany = skipped === most + 1
    // Between any two words one small word may be said: "je vais [vous] poursuivre".
    if (isOneTooMany && (at.isFirst || !isSmall(words, index - 1))) break
    const found = words.stems[index]
    if (found === undefined) break
    if (!part.stems.has(found)) continue
    const end = matchEnd(parts, words, { part: at.part + 1, token: index + 1, isFirst: false })
    if (end !== undefined) return end
  }
  if (!part.isOptional) return undefined
  return matchEnd(parts, words, { part: at.part + 1, token: at.token, isFirst: at.isFirst })
}

function isSmall({ tokens, language }: Words, index: number): boolean {
  const token = tokens[index]
  return token !== undefined && (isStopWord(token.folded, language) || token.folded.length <= 2)
}

/** Words that turn a sentence round, folded. */
export const negations: Record<Language, ReadonlySet<string>> = {
  en: new Set([
    'not',
    'never',
    'no',
    'nor',
    'without',
    "don't",
    "doesn't",
    "didn't",
    "won't",
    "wouldn't",
    "isn't",
    "aren't",
    "wasn't",
    "can't",
  ]),
  fr: new Set(['ne', 'n', 'pas', 'jamais', 'aucun', 'aucune', 'sans', 'ni']),
}

export function isNegation(token: Token, language: Language): boolean {
  return negations[language].has(foldText(token.word))
}

function wrong(text: string, why: string): PatternError {
  return new PatternError(`"${text}": ${why}`)
}
