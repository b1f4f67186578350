import type { Lexeme } from '@souffleur/language'
import type { Scan } from '../scan.ts'
import { isCommonWord } from './common-words.ts'
import { firstNames, placeNames, wordNames } from './first-names.ts'
import { surnames } from './surnames.ts'

/** A word as names are made of: without "'s". */
export interface NameWord {
  readonly folded: string
  readonly capital: boolean
  readonly initial: boolean
  /** Capitals only, and no known name. */
  readonly acronym: boolean
  readonly end: number
  /** A hyphen without spaces ties it to the word before. */
  readonly tied: boolean
}

/** Consecutive words that may be one name. */
export interface NameReading {
  readonly words: readonly NameWord[]
  readonly start: number
  readonly end: number
  /** Index after the last lexeme. */
  readonly next: number
}

const MOST_WORDS = 6
const particles = new Set('de du des da dos das do van von der den ter la le el al ben bin ibn di della del st mc o y e zu af'.split(' '))
const suffixes = /^(?:jr|sr|ii|iii|iv|phd|dds|md|esq|dvm)$/

export function nameWord(lexeme: Lexeme | undefined): NameWord | undefined {
  if (lexeme?.kind !== 'word') return undefined
  const possessive = /['’ʼ](?:s|ll|re|ve|m|d|t)$/i.exec(lexeme.text)
  const length = possessive === null ? lexeme.text.length : possessive.index
  const folded = possessive === null ? lexeme.folded : lexeme.folded.replace(/'(?:s|ll|re|ve|m|d|t)$/, '')
  return {
    folded,
    capital: /^\p{Lu}/u.test(lexeme.text),
    initial: /^\p{Lu}$/u.test(lexeme.text),
    acronym: /^\p{Lu}{2,5}$/u.test(lexeme.text) && !firstNames.has(folded) && !surnames.has(folded),
    tied: false,
    end: lexeme.start + length,
  }
}

/** Unambiguously a first name, wherever it stands. */
export function isFirstName(folded: string, scan: Scan): boolean {
  return firstNames.has(folded) && !wordNames.has(folded) && !placeNames.has(folded) && !isCommonWord(folded, scan.language)
}

export function maybeFirstName(folded: string): boolean {
  return firstNames.has(folded) || wordNames.has(folded)
}

export function isSurname(folded: string): boolean {
  return surnames.has(folded)
}

/** Capitalised words from `index` on, with particles, initials and hyphens between them. */
export function readCapitals(scan: Scan, index: number, opensWithParticle: boolean): NameReading | undefined {
  const accepts = ({ folded, capital, initial }: NameWord, words: readonly NameWord[]) => {
    if (!capital) return false
    // "O'Brien", "D'Angelo"
    if (/^[odl]'$/.test(folded)) return true
    if (initial || suffixes.test(folded)) return words.length > 0
    return !isCommonWord(folded, scan.language) || (words.length > 0 ? isSurname(folded) : maybeFirstName(folded))
  }
  return readWords(scan, index, accepts, opensWithParticle)
}

/**
 * Words from `index` on after a sure introduction, where capitals say nothing: a first name and what follows it, or two words that end
 * the phrase.
 */
export function readAnyCase(scan: Scan, index: number): NameReading | undefined {
  const { language } = scan
  const accepts = ({ folded }: NameWord, words: readonly NameWord[]) => {
    const ordinary = isCommonWord(folded, language)
    if (words.length === 0) return !ordinary || maybeFirstName(folded) || (isSurname(folded) && folded.length > 3)
    const known = maybeFirstName(words.at(-1)?.folded ?? '')
    if (ordinary) return known && isSurname(folded) && folded.length > 3
    const afterParticle = particles.has(words.at(-1)?.folded ?? '')
    return words.length < 5 && (known || afterParticle || isSurname(folded) || maybeFirstName(folded) || words.length < 2)
  }
  return readWords(scan, index, accepts, true)
}

function readWords(
  scan: Scan,
  index: number,
  accepts: (word: NameWord, words: readonly NameWord[]) => boolean,
  opensWithParticle = false,
): NameReading | undefined {
  const { lexemes, text } = scan
  const words: NameWord[] = []
  let next = index
  for (let at = index; words.length < MOST_WORDS; ) {
    const skipped = words.length === 0 ? at : afterJoint(scan, at, next)
    const word = nameWord(lexemes[skipped])
    const lexeme = lexemes[skipped]
    if (word === undefined || lexeme === undefined) break
    const gap = text.slice(lexemes[next - 1]?.end ?? 0, lexeme.start)
    if (words.length > 0 && /[\n,]/.test(gap)) break
    const tied = skipped > at && gap.startsWith('-')
    if (tied) {
      words.push({ ...word, tied })
      next = skipped + 1
      at = next
      continue
    }
    if (isParticle(scan, skipped) && (words.length > 0 || opensWithParticle)) {
      at = skipped + 1
      words.push(word)
      next = at
      continue
    }
    if (!accepts(word, words)) break
    words.push(word)
    next = skipped + 1
    at = next
    // "Anna's card": the possessive ends a name.
    if (word.end !== lexeme.end && !/['’ʼ]$/.test(lexeme.text)) break
  }
  while (words.length > 0 && particles.has(words.at(-1)?.folded ?? '') && words.length > 1) {
    words.pop()
    next -= 1
  }
  const start = lexemes[index]?.start
  const last = words.at(-1)
  return start === undefined || last === undefined ? undefined : { words, start, end: last.end, next }
}

/** A hyphen without spaces, the full stop of an initial. */
function afterJoint({ lexemes }: Scan, at: number, next: number): number {
  const joint = lexemes[at]
  if (joint?.text === '-' && !joint.spaced && lexemes[at + 1]?.spaced === false) return at + 1
  if (joint?.text === '.' && !joint.spaced && /^(?:\p{Lu}|jr|st)$/iu.test(lexemes[next - 1]?.text ?? '')) return at + 1
  return at
}

/** "de" in "Maria de Souza": a small particle before another word of the name. */
function isParticle({ lexemes, cased, language }: Scan, index: number): boolean {
  const folded = (lexemes[index]?.folded ?? '').replace(/'$/, '')
  if (!particles.has(folded) && folded !== 'd' && folded !== 'o') return false
  const after = nameWord(lexemes[index + 1])
  if (after === undefined) return false
  const further = particles.has(after.folded) ? nameWord(lexemes[index + 2]) : undefined
  if (cased) return after.capital || further?.capital === true
  return (
    !isCommonWord(after.folded, language) || isSurname(after.folded) || (further !== undefined && !isCommonWord(further.folded, language))
  )
}
