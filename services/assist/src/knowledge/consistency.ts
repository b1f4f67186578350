import { type Entity, findEntities } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import type { Article } from './article.ts'
import { passagesOf, sentencesIn } from './passages.ts'
import { contentTerms } from './query.ts'

/** Where something is said. */
export interface ArticlePlace {
  readonly articleId: string
  readonly title: string
  readonly passageId: string
  /** The sentence, verbatim. */
  readonly quote: string
}

/** Two articles that don't go together; which is right, a person has to say. */
export type Inconsistency =
  | {
      readonly kind: 'duplicate'
      readonly language: Language
      readonly articles: readonly [string, string]
      /** 0 to 1: shared runs of words. */
      readonly likeness: number
    }
  | {
      readonly kind: 'contradiction'
      readonly language: Language
      readonly about: 'amount' | 'delay' | 'phone'
      readonly values: readonly [string, string]
      readonly places: readonly [ArticlePlace, ArticlePlace]
      /** 0 to 1: how alike the two sentences are but for the values. */
      readonly likeness: number
    }

const DUPLICATE = 0.7
/** On the demonstration's articles, whose facts all differ for a reason, sentences that are worded alike stay under 0.45. */
const SAME_SUBJECT = 0.5
const LEAST_SHARED_WORDS = 3
const SHINGLE = 4
/** A word or run of words in more places says nothing about what belongs together. */
const MOST_PLACES = 40

/** Pure; articles of one language are compared with each other only. Worst first: contradictions, then duplicates, the most alike first. */
export function findInconsistencies(articles: readonly Article[]): Inconsistency[] {
  const byLanguage = Map.groupBy(articles, ({ language }) => language)
  const found = [...byLanguage].flatMap(([language, own]) => [...contradictions(own, language), ...duplicates(own, language)])
  return found.toSorted((a, b) => (a.kind === b.kind ? b.likeness - a.likeness : a.kind === 'contradiction' ? -1 : 1))
}

interface Fact {
  readonly about: 'amount' | 'delay' | 'phone'
  readonly value: string
  readonly place: ArticlePlace
  readonly terms: ReadonlySet<string>
}

function contradictions(articles: readonly Article[], language: Language): Inconsistency[] {
  const facts = articles.flatMap((article) => factsOf(article, language))
  const places = placesOf(facts.map(({ terms }) => terms))
  const rarity = (term: string) => Math.log(1 + facts.length / (places.get(term)?.length ?? 1))
  const found = new Map<string, Inconsistency>()
  for (const [first, second] of pairsIn(places)) {
    const [a, b] = [facts[first], facts[second]]
    if (a === undefined || b === undefined || a.about !== b.about || a.value === b.value || a.place.articleId === b.place.articleId)
      continue
    const likeness = alike(a.terms, b.terms, rarity)
    if (likeness < SAME_SUBJECT) continue
    // A sentence with two amounts is reported once.
    const key = [a.place, b.place].map(({ articleId, quote }) => `${articleId} ${quote}`).join('\n')
    if (agreesElsewhere(facts, a, b) || found.has(key)) continue
    found.set(key, { kind: 'contradiction', language, about: a.about, values: [a.value, b.value], places: [a.place, b.place], likeness })
  }
  return [...found.values()]
}

/** The other sentence has the value too: a list of several, not another opinion. */
function agreesElsewhere(facts: readonly Fact[], a: Fact, b: Fact): boolean {
  const says = (place: ArticlePlace, value: string) =>
    facts.some((fact) => fact.value === value && fact.place.articleId === place.articleId && fact.place.quote === place.quote)
  return says(b.place, a.value) || says(a.place, b.value)
}

const delay = /\b(\d+)\s*(?:working |calendar )?(days?|weeks?|months?|hours?|years?|jours?|semaines?|mois|heures?|ans?)\b/giu

function factsOf(article: Article, language: Language): Fact[] {
  return passagesOf(article).flatMap((passage) =>
    sentencesIn(passage.quote).flatMap(({ text: quote }) => {
      const entities = findEntities(quote, language).filter(({ type }) => type === 'amount' || type === 'phone')
      const delays = [...quote.matchAll(delay)].map(([, count = '', unit = '']) => `${count} ${unit.toLowerCase()}`)
      if (entities.length === 0 && delays.length === 0) return []
      const subject = `${article.title} ${passage.heading} ${withoutValues(quote, entities)}`
      const terms = new Set(contentTerms(subject, language).filter((term) => !/\d/.test(term)))
      const place = { articleId: article.id, title: article.title, passageId: passage.id, quote }
      return [
        ...entities.map(({ type, value }) => ({ about: type === 'phone' ? ('phone' as const) : ('amount' as const), value, place, terms })),
        ...delays.map((value) => ({ about: 'delay' as const, value, place, terms })),
      ]
    }),
  )
}

function withoutValues(text: string, entities: readonly Entity[]): string {
  return entities.toReversed().reduce((rest, { start, end }) => `${rest.slice(0, start)} ${rest.slice(end)}`, text)
}

function duplicates(articles: readonly Article[], language: Language): Inconsistency[] {
  const shingles = articles.map(({ title, body }) => shinglesOf(`${title}\n${body}`, language))
  const places = placesOf(shingles)
  return [...pairsIn(places)].flatMap(([first, second]) => {
    const [a, b] = [shingles[first], shingles[second]]
    const ids = [articles[first]?.id ?? '', articles[second]?.id ?? ''] as const
    if (a === undefined || b === undefined || ids[0] === ids[1]) return []
    const likeness = alike(a, b, () => 1)
    return likeness < DUPLICATE ? [] : [{ kind: 'duplicate' as const, language, articles: ids, likeness }]
  })
}

function shinglesOf(text: string, language: Language): Set<string> {
  const terms = contentTerms(text, language)
  return new Set(terms.slice(0, Math.max(1, terms.length - SHINGLE + 1)).map((_, place) => terms.slice(place, place + SHINGLE).join(' ')))
}

function placesOf(sets: readonly ReadonlySet<string>[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [place, terms] of sets.entries()) {
    for (const term of terms) {
      const known = places.get(term)
      if (known === undefined) places.set(term, [place])
      else known.push(place)
    }
  }
  return places
}

/** Pairs that share enough of what few have, each once, in order. */
function* pairsIn(places: ReadonlyMap<string, readonly number[]>): Generator<readonly [number, number]> {
  const shared = new Map<number, Map<number, number>>()
  for (const where of places.values()) {
    if (where.length < 2 || where.length > MOST_PLACES) continue
    for (const [index, first] of where.entries()) {
      for (const second of where.slice(index + 1)) {
        const counts = shared.get(first) ?? new Map<number, number>()
        counts.set(second, (counts.get(second) ?? 0) + 1)
        shared.set(first, counts)
      }
    }
  }
  for (const [first, counts] of shared) {
    for (const [second, count] of counts) {
      if (count >= LEAST_SHARED_WORDS) yield [first, second]
    }
  }
}

/** Jaccard's index, rarer words counting more. */
function alike(a: ReadonlySet<string>, b: ReadonlySet<string>, rarity: (term: string) => number): number {
  let [both, either] = [0, 0]
  for (const term of new Set([...a, ...b])) {
    either += rarity(term)
    if (a.has(term) && b.has(term)) both += rarity(term)
  }
  return either === 0 ? 0 : both / either
}
