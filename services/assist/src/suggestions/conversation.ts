import type { Language } from '@souffleur/proto'
import type { ScoredIntent } from '../intents/intent-classifier.ts'

export interface Turn {
  readonly text: string
  readonly language: Language
  readonly speaker: 'customer' | 'advisor'
}

/** What was said before, for words that lean on it ("and how long does that take?"). */
export interface Context {
  /** Earlier turns of both parties, newest first. */
  readonly turns: readonly Turn[]
  /** What the customer has been speaking of, fading. */
  readonly topics: ReadonlyMap<string, number>
  /** Of the call: articles for another queue aren't for it. Absent where that doesn't matter. */
  readonly queue?: string
}

/** A call so far, as far as the next words may lean on it. */
export interface Conversation extends Context {
  /** Grows with every turn: what was found before is void after. */
  readonly turnCount: number
}

export const newConversation: Conversation = { turns: [], topics: new Map(), turnCount: 0 }

/** Turns that are worth remembering for the next one. */
const TURNS_KEPT = 4
/** A topic fades by this with every utterance of the customer, and is forgotten below the least. */
const FADING = 0.6
const LEAST_TOPIC = 0.1

/** Pure. */
export function addTurn(conversation: Conversation, turn: Turn, intents: readonly ScoredIntent[]): Conversation {
  const turns = [turn, ...conversation.turns].slice(0, TURNS_KEPT)
  const turnCount = conversation.turnCount + 1
  if (turn.speaker === 'advisor') return { ...conversation, turns, turnCount }
  const faded = [...conversation.topics].map(([intentId, strength]): [string, number] => [intentId, strength * FADING])
  const topics = new Map(faded.filter(([, strength]) => strength >= LEAST_TOPIC))
  for (const { intentId, score } of intents) topics.set(intentId, Math.max(topics.get(intentId) ?? 0, score))
  return { ...conversation, turns, topics, turnCount }
}
