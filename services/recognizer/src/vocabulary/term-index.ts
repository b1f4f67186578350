import { foldText } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { consonantPairs, pairCount } from './consonant-pairs.ts'
import { type LimitShare, limitShare } from './correction-limits.ts'
import { type SoundSequence, soundDistance, soundSequence } from './sound-distance.ts'
import { encodeSounds } from './sounds.ts'
import type { Vocabulary } from './vocabulary.ts'
import { writtenSounds } from './word-sounds.ts'

/** One way to say a term. */
export interface TermPattern {
  readonly term: string
  /** `spellingKey` of the term. */
  readonly key: string
  /** In the file, from 1. */
  readonly place: number
  /** Of this way to say it. */
  readonly words: number
  readonly sequence: SoundSequence
  /** Of a correction's limit: see correction-limits.ts. */
  readonly limitShare: LimitShare
}

export interface SoundMatch {
  readonly pattern: TermPattern
  /** Share of what there is to hear that differs: 0 is the same. */
  readonly difference: number
}

export interface SpellingMatch {
  readonly pattern: TermPattern
  /** By the term itself, not by one of its `soundsLike`. */
  readonly own: boolean
}

/** What a stretch of speech allows a term to differ from it. */
export interface StretchLimit {
  readonly words: number
  /** Everybody says all of them. */
  readonly common: boolean
  readonly limit: number
}

/** With a smaller part of its pairs of consonants in common, a term isn't compared sound by sound. */
const LEAST_SHARED_PAIRS = 0.4

/**
 * Finds the terms that are spelled or sound like a stretch of speech. Terms are listed by the pairs of neighbouring consonants in them,
 * and by weight within a pair, so that only those that share pairs with the stretch and are about as long are compared.
 */
export class TermIndex {
  /** Of the longest way to say a term; 0 without terms for the language. */
  readonly longestWords: number
  readonly #language: Language
  /** The lightest first. */
  readonly #patterns: readonly TermPattern[]
  readonly #leastShared: Uint8Array
  readonly #byPair: readonly Uint32Array[]
  readonly #bySpelling: ReadonlyMap<string, SpellingMatch>
  readonly #shared: Uint8Array
  readonly #touched: Uint32Array

  constructor(vocabulary: Vocabulary, language: Language) {
    const ways = waysToSay(vocabulary, language).toSorted((a, b) => a.pattern.sequence.weight - b.pattern.sequence.weight)
    const patterns = ways.map(({ pattern }) => pattern)
    const pairs = patterns.map(({ sequence }) => consonantPairs(sequence.sounds))
    this.longestWords = Math.max(0, ...patterns.map(({ words }) => words))
    this.#language = language
    this.#patterns = patterns
    this.#leastShared = Uint8Array.from(pairs, ({ length }) => Math.ceil(LEAST_SHARED_PAIRS * length))
    this.#byPair = listByPair(pairs)
    this.#bySpelling = listBySpelling(ways)
    this.#shared = new Uint8Array(patterns.length)
    this.#touched = new Uint32Array(patterns.length)
  }

  /** The term that is written like this but for capitals, accents, spaces and hyphens. */
  spelled(text: string): SpellingMatch | undefined {
    return this.#bySpelling.get(spellingKey(text))
  }

  /** The terms that differ by no more than their share of the limit from what is heard. Not all, but the likeliest. */
  sounding(sounds: string, stretch: StretchLimit): SoundMatch[] {
    const heard = soundSequence(encodeSounds(sounds), this.#language)
    const matches: SoundMatch[] = []
    for (const index of this.#candidates(heard, stretch.limit)) {
      const pattern = this.#patterns[index]
      if (pattern === undefined || stretch.words > pattern.words + 1) continue
      const longer = Math.max(heard.weight, pattern.sequence.weight)
      const most = stretch.limit * (stretch.common ? pattern.limitShare.common : pattern.limitShare.any) * longer
      if (Math.abs(heard.weight - pattern.sequence.weight) > most) continue
      const distance = soundDistance(pattern.sequence, heard, most)
      if (distance <= most) matches.push({ pattern, difference: distance / longer })
    }
    return matches
  }

  /** Enough pairs in common, and a weight that is within the limit. */
  #candidates(heard: SoundSequence, limit: number): number[] {
    const from = this.#firstFrom(heard.weight * (1 - limit))
    const to = this.#firstFrom(heard.weight / (1 - limit) + TINY)
    let touched = 0
    for (const pair of consonantPairs(heard.sounds)) {
      const list = this.#byPair[pair] ?? none
      for (let at = firstAtLeast(list, from); at < list.length; at += 1) {
        const index = list[at] ?? to
        if (index >= to) break
        const shared = this.#shared[index] ?? 0
        if (shared === 0) this.#touched[touched++] = index
        this.#shared[index] = shared + 1
      }
    }
    const near: number[] = []
    for (const index of this.#touched.subarray(0, touched)) {
      if ((this.#shared[index] ?? 0) >= (this.#leastShared[index] ?? 0)) near.push(index)
      this.#shared[index] = 0
    }
    return near
  }

  /** The first pattern that weighs as much. */
  #firstFrom(weight: number): number {
    let [low, high] = [0, this.#patterns.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#patterns[middle]?.sequence.weight ?? Infinity) < weight) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Lower case, without accents, spaces and marks. */
export function spellingKey(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}&+]/gu, '')
}

/** Weights are sums of fractions. */
const TINY = 1e-6
const none = new Uint32Array(0)

interface Way extends SpellingMatch {
  readonly way: string
}

function waysToSay(vocabulary: Vocabulary, language: Language): Way[] {
  const terms = vocabulary.terms.filter((term) => term.languages.includes(language))
  return terms.flatMap(({ term, soundsLike }, index) =>
    [term, ...soundsLike].map((way) => {
      const sequence = soundSequence(encodeSounds(writtenSounds(way, language)), language)
      const place = index + 1
      const share = limitShare(sequence.weight, place)
      const pattern = { term, key: spellingKey(term), place, words: way.split(/[ -]/).length, sequence, limitShare: share }
      return { way, own: way === term, pattern }
    }),
  )
}

function listByPair(pairs: readonly (readonly number[])[]): Uint32Array[] {
  const lists: number[][] = Array.from({ length: pairCount }, () => [])
  pairs.forEach((ofPattern, index) => {
    for (const pair of ofPattern) lists[pair]?.push(index)
  })
  return lists.map((list) => Uint32Array.from(list))
}

/** The first term of two with one spelling counts, and a term's own spelling before another's `soundsLike`. */
function listBySpelling(ways: readonly Way[]): Map<string, SpellingMatch> {
  const ranked = ways.toSorted((a, b) => Number(a.own) - Number(b.own) || b.pattern.place - a.pattern.place)
  return new Map(ranked.map(({ way, pattern, own }) => [spellingKey(way), { pattern, own }]))
}

function firstAtLeast(list: Uint32Array, value: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}
