import type { Language } from '@souffleur/proto'
import { normaliseWords } from '../wording/normalise-words.ts'
import { type WordErrors, wordErrors } from '../wording/word-errors.ts'

/** One utterance with its corrector's work. */
export interface Correction {
  readonly language: Language
  readonly reference: string
  readonly before: string
  readonly after: string
  readonly corrections: number
  readonly ms: number
}

export interface TermScore extends Correction {
  /** Terms that were said. */
  readonly terms: number
  readonly foundBefore: number
  readonly foundAfter: number
  /** Terms in the text that weren't said there. */
  readonly wrongBefore: number
  readonly wrongAfter: number
  readonly errorsBefore: WordErrors
  readonly errorsAfter: WordErrors
}

/** Terms as lists of words, compared as word error rates compare them. */
export type ComparedTerms = readonly (readonly string[])[]

/** The longest first, so that a term in a longer one isn't counted twice. */
export function comparedTerms(terms: readonly string[], language: Language): ComparedTerms {
  return terms.map((term) => normaliseWords(term, language)).toSorted((a, b) => b.length - a.length)
}

/**
 * @param terms that are meant to be said
 * @param all with those that aren't: one of them in the text is wrong, though it may be a word of the sentence as well ("price")
 */
export function scoreTerms(one: Correction, terms: ComparedTerms, all: ComparedTerms = terms): TermScore {
  const [reference, before, after] = [one.reference, one.before, one.after].map((text) => normaliseWords(text, one.language))
  const said = countTerms(reference ?? [], terms)
  const [heard, written] = [countTerms(before ?? [], terms), countTerms(after ?? [], terms)]
  const allSaid = countTerms(reference ?? [], all)
  const wrongIn = (words: readonly string[] = []) => {
    const found = countTerms(words, all)
    return total(found) - shared(allSaid, found)
  }
  return {
    ...one,
    terms: total(said),
    foundBefore: shared(said, heard),
    foundAfter: shared(said, written),
    wrongBefore: wrongIn(before),
    wrongAfter: wrongIn(after),
    errorsBefore: wordErrors(reference ?? [], before ?? []),
    errorsAfter: wordErrors(reference ?? [], after ?? []),
  }
}

function countTerms(words: readonly string[], terms: ComparedTerms): Map<string, number> {
  const counts = new Map<string, number>()
  let at = 0
  while (at < words.length) {
    const found = terms.find((term) => term.length > 0 && term.every((word, index) => words[at + index] === word))
    if (found !== undefined) counts.set(found.join(' '), (counts.get(found.join(' ')) ?? 0) + 1)
    at += found?.length ?? 1
  }
  return counts
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}

function shared(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  return [...one].reduce((sum, [term, count]) => sum + Math.min(count, other.get(term) ?? 0), 0)
}
