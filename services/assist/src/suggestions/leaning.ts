import type { Language } from '@souffleur/proto'
import type { ScoredIntent } from '../intents/intent-classifier.ts'
import { contentTerms, type WeightedText } from '../knowledge/query.ts'
import type { Context, Turn } from './conversation.ts'

/** How much some words count on what was said before. */
export interface Leaning {
  /** Of the turns before. */
  readonly turns: number
  /** Of the topics before. */
  readonly topics: number
}

/** "And how much is that?" says nothing by itself; a whole sentence stands alone. Tried out on the demonstration's sample calls. */
const leanings = [
  { words: 2, turns: 0.5, topics: 0.9 },
  { words: 4, turns: 0.3, topics: 0.7 },
  { words: Number.POSITIVE_INFINITY, turns: 0.15, topics: 0.5 },
] as const
/** What is left of a topic for words that have an intent of their own: they may have changed the subject. */
const TOPIC_BESIDE_INTENT = 0.5
/** What the customer's earlier turns count, newest first; and the advisor's last turn. */
const CUSTOMER_WEIGHTS = [1, 0.5]
const ADVISOR_WEIGHTS = [0.5]

export function leaningOf(text: string, language: Language, hasIntent: boolean): Leaning {
  const count = contentTerms(text, language).length
  const { turns, topics } = leanings.find(({ words }) => count <= words) ?? leanings[2]
  return { turns, topics: hasIntent ? topics * TOPIC_BESIDE_INTENT : topics }
}

export function withTopics(guesses: readonly ScoredIntent[], { topics }: Context, leaning: Leaning): ReadonlyMap<string, number> {
  const weighed = new Map(guesses.map(({ intentId, score }) => [intentId, score]))
  for (const [intentId, strength] of topics) weighed.set(intentId, Math.max(weighed.get(intentId) ?? 0, leaning.topics * strength))
  return weighed
}

/** The words themselves, then what they may lean on. An advisor's question gives an answer its meaning; in another language it can't. */
export function withTurns(text: string, language: Language, { turns }: Context, leaning: Leaning): WeightedText[] {
  const earlier = turns.filter((turn) => turn.language === language)
  const weightBy = (weights: readonly number[]) => (turn: Turn, place: number) => ({
    text: turn.text,
    weight: leaning.turns * (weights[place] ?? 0),
  })
  const customer = earlier.filter(({ speaker }) => speaker === 'customer').map(weightBy(CUSTOMER_WEIGHTS))
  const advisor = earlier.filter(({ speaker }) => speaker === 'advisor').map(weightBy(ADVISOR_WEIGHTS))
  return [{ text, weight: 1 }, ...customer, ...advisor].filter(({ weight }) => weight > 0)
}
