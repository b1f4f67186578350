import type { Language } from '@souffleur/proto'
import type { HypothesisWord } from '../engine.ts'
import { correctionLimit, isUnderstood } from './correction-limits.ts'
import { type HeardWord, hearWord, type WordReading } from './heard-words.ts'
import { shareOut } from './share-out.ts'
import { TermIndex, type TermPattern } from './term-index.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface CorrectedWords {
  readonly words: readonly HypothesisWord[]
  /** Stretches that a term took the place of. */
  readonly corrections: number
}

export interface VocabularyCorrector {
  correct(words: readonly HypothesisWord[]): CorrectedWords
}

/** A stretch of words that is, or could be, a term. */
interface Finding {
  readonly from: number
  readonly to: number
  readonly pattern: TermPattern
  /** It is written as the term is, but for capitals, accents, spaces and hyphens. */
  readonly spelled: boolean
  readonly before: string
  readonly after: string
  /** More is better: how much sound agrees. */
  readonly value: number
}

/** The part of the limit for a stretch that begins with an elided word ("d'") which is no part of the term. */
const ELISION_LOST = 0.5
/** Marks may bring a space of their own ("Auréline ?"), which doesn't separate words. */
const NAME_SPACE = / (?=[\p{L}\p{N}&])/u
const ELIDED_END = /\p{L}['’]$/u
const VOWEL_START = /^[aeiouyhàâéèêëîïôùûœæ]/iu
/** Above every limit: a longer agreement beats a shorter one, and a better one a worse. */
const WORTHLESS_DIFFERENCE = 0.45

/**
 * Writes names of the organisation where the engine wrote something else that sounds like them. Marks and capitals around stay; no
 * stretch goes across a mark. What was heard right stays, too.
 */
export function createVocabularyCorrector(vocabulary: Vocabulary, language: Language): VocabularyCorrector {
  const index = new TermIndex(vocabulary, language)
  if (index.longestWords === 0) return { correct: (words) => ({ words, corrections: 0 }) }
  return {
    correct(words) {
      const heard = words.map((word) => hearWord(word, language))
      const findings = isUnderstood(words) ? choose(findTerms(heard, index)) : []
      return replace(words, heard, findings)
    },
  }
}

function findTerms(heard: readonly HeardWord[], index: TermIndex): Finding[] {
  const findings: Finding[] = []
  for (let from = 0; from < heard.length; from += 1) {
    const furthest = Math.min(heard.length, from + index.longestWords + 1)
    for (let to = from + 1; to <= furthest; to += 1) {
      if (to - from > 1 && (heard[to - 2]?.closes !== false || heard[to - 1]?.opens !== false)) break
      findings.push(...findInStretch(heard, from, to, index))
    }
  }
  return findings
}

function findInStretch(heard: readonly HeardWord[], from: number, to: number, index: TermIndex): Finding[] {
  const stretch = heard.slice(from, to)
  const limit = correctionLimit(stretch)
  const common = stretch.every((word) => word.common)
  const findings: Finding[] = []
  for (const readings of readingsOf(stretch)) {
    const written = readings.map((reading) => reading.written).join(' ')
    const place = { from, to, before: readings[0]?.before ?? '', after: readings.at(-1)?.after ?? '' }
    const spelled = index.spelled(written)
    if (spelled !== undefined) {
      const { pattern, own } = spelled
      if (own || limit > 0) findings.push({ ...place, pattern, spelled: own, value: pattern.sequence.weight * WORTHLESS_DIFFERENCE })
      continue
    }
    // An elided word that would be lost with its stretch has to be a mishearing.
    const own = readings[0]?.elided === true ? limit * ELISION_LOST : limit
    if (own === 0) continue
    const sounds = readings.map((reading) => reading.sounds).join('')
    for (const { pattern, difference } of index.sounding(sounds, { words: stretch.length, common, limit: own })) {
      // "d'" stands before vowels only.
      if (ELIDED_END.test(place.before) && !VOWEL_START.test(pattern.term)) continue
      findings.push({ ...place, pattern, spelled: false, value: pattern.sequence.weight * (WORTHLESS_DIFFERENCE - difference) })
    }
  }
  return findings
}

/** As it is; without an elided word in front ("d'"); without a possessive behind ("'s"). */
function readingsOf(stretch: readonly HeardWord[]): WordReading[][] {
  const whole = stretch.map((word) => word.whole)
  const withoutElision = stretch[0]?.withoutElision
  const withoutPossessive = stretch.at(-1)?.withoutPossessive
  const readings = [whole]
  if (withoutElision !== undefined) readings.push([withoutElision, ...whole.slice(1)])
  if (withoutPossessive !== undefined) readings.push([...whole.slice(0, -1), withoutPossessive])
  return readings
}

/** The best ones that don't overlap. What is spelled like a term may only become a longer term with this one in it. */
function choose(findings: readonly Finding[]): Finding[] {
  const spelled = findings.filter((finding) => finding.spelled)
  const chosen: Finding[] = []
  for (const finding of findings.toSorted((a, b) => b.value - a.value || a.pattern.place - b.pattern.place)) {
    if (chosen.some((other) => overlap(finding, other))) continue
    if (spelled.some((other) => overlap(finding, other) && !includes(finding, other))) continue
    chosen.push(finding)
  }
  return chosen.toSorted((a, b) => a.from - b.from)
}

function overlap(a: Finding, b: Finding): boolean {
  return a.from < b.to && b.from < a.to
}

function includes(outer: Finding, inner: Finding): boolean {
  return outer.from <= inner.from && inner.to <= outer.to && outer.pattern.key.includes(inner.pattern.key)
}

function replace(words: readonly HypothesisWord[], heard: readonly HeardWord[], findings: readonly Finding[]): CorrectedWords {
  const corrected: HypothesisWord[] = []
  let corrections = 0
  let next = 0
  for (const finding of findings) {
    const { from, to } = finding
    const texts = textsFor(finding, words)
    const same = texts.length === to - from && texts.every((text, index) => text === words[from + index]?.text)
    // "Nice" and "nice" are both right: an everyday word's capital isn't for a list of names to decide.
    const everyday = finding.spelled && to - from === 1 && heard[from]?.common === true
    if (same || everyday) continue
    corrected.push(...words.slice(next, from), ...shareOut(texts, words.slice(from, to)))
    corrections += 1
    next = to
  }
  return corrections === 0 ? { words, corrections } : { words: [...corrected, ...words.slice(next)], corrections }
}

function textsFor({ from, pattern, before, after }: Finding, words: readonly HypothesisWord[]): string[] {
  const capital = /^\p{Lu}/u.test(words[from]?.text.slice(before.length) ?? '')
  const term = capital ? pattern.term.slice(0, 1).toUpperCase() + pattern.term.slice(1) : pattern.term
  return `${before}${term}${after}`.split(NAME_SPACE)
}
