import type { Entity, EntityType } from '@souffleur/language'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'

/** A value, where it was said. */
export interface Mention {
  readonly type: EntityType
  readonly entity: Entity
  readonly analysed: AnalysedUtterance
}

/** A value that holds, with what it took the place of. */
export interface Fact {
  readonly type: EntityType
  readonly value: string
  readonly mentions: readonly [Mention, ...Mention[]]
  /** What was said first and taken back, oldest first. */
  readonly earlier: readonly Mention[]
}

/** "the 12th... no, the 13th": what stands before a value that replaces another. */
const correctionMarks: Record<Language, RegExp> = {
  en: /\b(no|sorry|i mean|rather|correction|actually|my mistake|not quite|i meant)\b/i,
  fr: /(?<![\p{L}])(non|pardon|plutôt|enfin|je me trompe|je me suis trompée?|excusez-moi|désolée?|je voulais dire|erreur)(?![\p{L}])/iu,
}
/** A correction follows at once: later, the same kind of value is another one. */
const CORRECTED_WITHIN_MS = 15_000

/** Values that were corrected in the call give way to the last word on them. Mentions in the order in which they were said. */
export function factsFrom(mentions: readonly Mention[]): Fact[] {
  const facts: Fact[] = []
  let previous: Mention | undefined
  for (const mention of mentions) {
    const corrected = previous !== undefined && isCorrection(previous, mention) ? previous.entity.value : undefined
    take(facts, mention, corrected)
    previous = mention
  }
  return facts
}

/** Of several values for one thing, the last that both parties said, else the last one; the others are told with it. */
export function takenFact(facts: readonly Fact[]): Fact | undefined {
  const taken = facts.findLast(({ mentions }) => new Set(mentions.map(({ analysed }) => analysed.speaker)).size > 1) ?? facts.at(-1)
  if (taken === undefined) return undefined
  const others = facts.filter((fact) => fact !== taken).map(({ mentions: [first] }) => first)
  return { ...taken, earlier: [...others, ...taken.earlier] }
}

function take(facts: Fact[], mention: Mention, corrected: string | undefined): void {
  const { type, entity } = mention
  const indexOf = (value: string): number => facts.findIndex((fact) => fact.type === type && fact.value === value)
  const same = facts[indexOf(entity.value)]
  if (same !== undefined) {
    facts[facts.indexOf(same)] = { ...same, mentions: [...same.mentions, mention] }
    return
  }
  const replaced = corrected === undefined ? undefined : facts[indexOf(corrected)]
  if (replaced !== undefined) {
    const earlier = [...replaced.earlier, replaced.mentions[0]]
    facts[facts.indexOf(replaced)] = { type, value: entity.value, mentions: [mention], earlier }
    return
  }
  // What was taken back and is said once more, to be rid of it, doesn't come back.
  const isGone = facts.some((fact) => fact.type === type && fact.earlier.some((each) => each.entity.value === entity.value))
  if (!isGone) facts.push({ type, value: entity.value, mentions: [mention], earlier: [] })
}

/** The same kind of value, soon, after a word of correction, in one breath or in the next words of either party. */
function isCorrection(earlier: Mention, later: Mention): boolean {
  if (earlier.type !== later.type || earlier.entity.value === later.entity.value) return false
  const { text, startMs } = later.analysed.utterance
  const isSameUtterance = earlier.analysed === later.analysed
  if (!isSameUtterance && startMs - earlier.analysed.utterance.endMs > CORRECTED_WITHIN_MS) return false
  const before = text.slice(isSameUtterance ? earlier.entity.end : 0, later.entity.start)
  return correctionMarks[later.analysed.language].test(before)
}
