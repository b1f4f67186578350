import { foldText, type Token } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { stemLexeme, wordsOf } from './call-words.ts'
import type { SearchQuery, SearchTerm } from './search-query.ts'

export interface TextRange {
  /** UTF-16 units. */
  readonly start: number
  readonly end: number
}

export interface FoundWords {
  /** In order; they don't overlap. */
  readonly ranges: readonly TextRange[]
  /** Which of {@link SearchQuery.wanted}. */
  readonly terms: ReadonlySet<number>
}

/** Where a text says what is looked for. */
export function findWords(text: string, language: Language, query: SearchQuery): FoundWords {
  if (!maySay(text, query.wanted)) return { ranges: [], terms: new Set() }
  const tokens = wordsOf(text)
  const ranges: TextRange[] = []
  const terms = new Set<number>()
  for (const [index, term] of query.wanted.entries()) {
    const found = placesOf(term, tokens, language)
    if (found.length > 0) terms.add(index)
    ranges.push(...found)
  }
  return { ranges: joined(ranges), terms }
}

/** Whether a text says something that mustn't be there. */
export function saysUnwanted(text: string, language: Language, query: SearchQuery): boolean {
  if (query.unwanted.length === 0 || !maySay(text, query.unwanted)) return false
  const tokens = wordsOf(text)
  return query.unwanted.some((term) => placesOf(term, tokens, language).length > 0)
}

/** Whether a text has the letters for one of the terms at all: to look for them takes a tenth of cutting it into words. */
function maySay(text: string, terms: readonly SearchTerm[]): boolean {
  const folded = foldText(text)
  return terms.some((term) => beginningsOf(term).every((beginning) => folded.includes(beginning)))
}

/** Numbers are written in many ways, and a word in any of its forms may begin otherwise ("dying", "die"): these may be anywhere. */
function beginningsOf(term: SearchTerm): string[] {
  switch (term.kind) {
    case 'word':
      return []
    case 'prefix':
      return [term.folded].filter(isOfLetters)
    case 'phrase':
      return term.folded.filter(isOfLetters)
  }
}

function isOfLetters(text: string): boolean {
  return /^\p{L}+$/u.test(text)
}

function placesOf(term: SearchTerm, tokens: readonly Token[], language: Language): TextRange[] {
  switch (term.kind) {
    case 'word':
      return tokens.filter((token) => token.folded === term.folded || term.lexemes.includes(stemLexeme(token, language)))
    case 'prefix':
      return tokens.filter(({ folded }) => folded.startsWith(term.folded))
    case 'phrase':
      return tokens.flatMap((first, index) => {
        const said = tokens.slice(index, index + term.folded.length)
        const isSaid = said.length === term.folded.length && said.every(({ folded }, at) => folded === term.folded[at])
        return isSaid ? [{ start: first.start, end: said.at(-1)?.end ?? first.end }] : []
      })
  }
}

function joined(ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = []
  for (const { start, end } of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = result.at(-1)
    if (last !== undefined && start < last.end) result[result.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else result.push({ start, end })
  }
  return result
}

/** Enough to understand a sentence by. */
const CONTEXT_UNITS = 110

export interface Excerpt {
  readonly text: string
  /** Of the excerpt's text. */
  readonly ranges: readonly TextRange[]
}

/** The surroundings of the first words found, cut between words, with marks where something is left out. */
export function excerptOf(text: string, ranges: readonly TextRange[]): Excerpt {
  const [first] = ranges
  if (first === undefined) return { text: text.slice(0, 2 * CONTEXT_UNITS), ranges: [] }
  const from = first.start <= CONTEXT_UNITS ? 0 : text.indexOf(' ', first.start - CONTEXT_UNITS) + 1
  const reach = first.end + CONTEXT_UNITS
  const lastSpace = text.lastIndexOf(' ', reach)
  const to = reach >= text.length ? text.length : Math.max(first.end, lastSpace)
  const start = from > first.start ? first.start : from
  const before = start > 0 ? '… ' : ''
  const shift = before.length - start
  return {
    text: `${before}${text.slice(start, to)}${to < text.length ? ' …' : ''}`,
    ranges: ranges.filter(({ end }) => end <= to).map((range) => ({ start: range.start + shift, end: range.end + shift })),
  }
}
