import type { Language } from '@souffleur/proto'
import { editDistance } from './edit-distance.ts'
import { phoneticKey } from './phonetic-key.ts'

/** A term of the index that may be what was said, and how much it counts: 1 when it is exactly that. */
export interface TermMatch {
  readonly term: number
  readonly weight: number
}

const SAME_SOUND = 0.8
const ONE_SLIP = 0.7
const TWO_SLIPS = 0.4
const SAME_BEGINNING = 0.4
const COMPLETION = 0.6
const SHORTEST_TYPED = 2
const MOST_COMPLETIONS = 8
const SHORTEST_GUESSED = 4
const SHORTEST_TWO_SLIPS = 7
const SHORTEST_BEGINNING = 5
const MOST_GUESSES = 4

/**
 * The terms of one language's index, numbered. For a word that no article uses it guesses what may have been meant: recognisers and
 * people misspell names, and compounds begin alike.
 */
export class Vocabulary {
  readonly #language: Language
  readonly #numbers = new Map<string, number>()
  readonly #terms: string[] = []
  /** Terms by first letter and length: slips at the first letter are left to the phonetic key. */
  readonly #shapes = new Map<string, number[]>()
  readonly #sounds = new Map<string, number[]>()
  readonly #initials = new Map<string, number[]>()

  constructor(language: Language) {
    this.#language = language
  }

  get size(): number {
    return this.#terms.length
  }

  numberOf(term: string): number {
    const known = this.#numbers.get(term)
    if (known !== undefined) return known
    const number = this.#terms.length
    this.#terms.push(term)
    this.#numbers.set(term, number)
    if (isWord(term)) {
      file(this.#shapes, shapeOf(term, term.length), number)
      file(this.#initials, term[0] ?? '', number)
      file(this.#sounds, phoneticKey(term, this.#language), number)
    }
    return number
  }

  /** @param isUsed whether a living article uses a term */
  match(term: string, isUsed: (term: number) => boolean): TermMatch[] {
    const known = this.#numbers.get(term)
    if (known !== undefined && isUsed(known)) return [{ term: known, weight: 1 }]
    return isWord(term) && term.length >= SHORTEST_GUESSED ? this.#guess(term, isUsed) : []
  }

  /** Terms that begin as a word does that is still being typed, those of most articles first. */
  completions(beginning: string, frequencyOf: (term: number) => number): TermMatch[] {
    if (beginning.length < SHORTEST_TYPED) return []
    return (this.#initials.get(beginning[0] ?? '') ?? [])
      .filter((number) => (this.#terms[number] ?? '').startsWith(beginning) && frequencyOf(number) > 0)
      .toSorted((a, b) => frequencyOf(b) - frequencyOf(a) || a - b)
      .slice(0, MOST_COMPLETIONS)
      .map((term) => ({ term, weight: COMPLETION }))
  }

  #guess(term: string, isUsed: (term: number) => boolean): TermMatch[] {
    const guesses = new Map<number, number>()
    const offer = (number: number, weight: number) => {
      if (isUsed(number)) guesses.set(number, Math.max(weight, guesses.get(number) ?? 0))
    }
    for (const number of this.#sounds.get(phoneticKey(term, this.#language)) ?? []) offer(number, SAME_SOUND)
    const slips = term.length >= SHORTEST_TWO_SLIPS ? 2 : 1
    for (let length = term.length - slips; length <= term.length + slips; length += 1) {
      for (const number of this.#shapes.get(shapeOf(term, length)) ?? []) {
        const distance = editDistance(term, this.#terms[number] ?? '', slips)
        if (distance <= slips) offer(number, distance === 1 ? ONE_SLIP : TWO_SLIPS)
      }
    }
    if (guesses.size === 0) this.#guessBeginnings(term, offer)
    return [...guesses]
      .map(([number, weight]) => ({ term: number, weight }))
      .toSorted((a, b) => b.weight - a.weight || a.term - b.term)
      .slice(0, MOST_GUESSES)
  }

  /** "multirisques" for "multirisque habitation" written as one, and the other way round. */
  #guessBeginnings(term: string, offer: (term: number, weight: number) => void): void {
    if (term.length < SHORTEST_BEGINNING) return
    for (let length = SHORTEST_BEGINNING; length <= term.length + 6; length += 1) {
      for (const number of this.#shapes.get(shapeOf(term, length)) ?? []) {
        const other = this.#terms[number] ?? ''
        if (other.startsWith(term) || (other.length * 2 > term.length && term.startsWith(other))) offer(number, SAME_BEGINNING)
      }
    }
  }
}

function isWord(term: string): boolean {
  return !/\d/.test(term)
}

function shapeOf(term: string, length: number): string {
  return `${term[0] ?? ''}${length}`
}

function file(shelf: Map<string, number[]>, key: string, number: number): void {
  const filed = shelf.get(key)
  if (filed === undefined) shelf.set(key, [number])
  else filed.push(number)
}
