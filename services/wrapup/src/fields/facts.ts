import type { Entity } from '@souffleur/language'
import type { Evidence, SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { evidencedLine } from '../summary-line.ts'
import { type FactType, factTypes, wordingFor } from '../wording.ts'

interface Mention {
  readonly type: FactType
  readonly entity: Entity
  readonly analysed: AnalysedUtterance
}

interface Fact {
  readonly type: FactType
  readonly value: string
  readonly mentions: [Mention, ...Mention[]]
  /** What the speaker said first and took back. */
  readonly corrects: Mention | undefined
}

/** "the 12th... no, the 13th": what stands between a value and the one that replaces it. */
const correctionMarks: Record<Language, RegExp> = {
  en: /\b(no|sorry|i mean|rather|correction|actually|my mistake)\b/i,
  fr: /(?<![\p{L}])(non|pardon|plutôt|enfin|je me trompe|excusez-moi|désolée?)(?![\p{L}])/iu,
}

/** Contract and claim numbers, amounts, dates, telephone numbers and the like: one line a value, however often it was said. */
export function writeFacts(utterances: readonly AnalysedUtterance[], language: Language): SummaryLine[] {
  const facts: Fact[] = []
  let previous: Mention | undefined
  for (const mention of utterances.flatMap(mentionsIn)) {
    addMention(facts, mention, previous !== undefined && isCorrection(previous, mention) ? previous : undefined)
    previous = mention
  }
  return facts.map((fact) => writeFact(fact, language))
}

/** The day of a promise belongs to the promise, not among the facts. */
function mentionsIn(analysed: AnalysedUtterance): Mention[] {
  const promises = analysed.acts.filter(({ act }) => act === 'commitment')
  return analysed.entities.flatMap((entity) => {
    const type = factTypes.find((factType) => factType === entity.type)
    const isPromised = (type === 'date' || type === 'time') && promises.some(({ start, end }) => entity.start >= start && entity.end <= end)
    return type === undefined || isPromised ? [] : [{ type, entity, analysed }]
  })
}

function addMention(facts: Fact[], mention: Mention, corrects: Mention | undefined): void {
  const { type, entity } = mention
  const same = facts.find((fact) => fact.type === type && fact.value === entity.value)
  if (same !== undefined) {
    same.mentions.push(mention)
    return
  }
  const replaced = corrects === undefined ? -1 : facts.findIndex((fact) => fact.type === type && fact.value === corrects.entity.value)
  const fact: Fact = { type, value: entity.value, mentions: [mention], corrects }
  // A value that had been confirmed before, by being said twice, is not taken back by one remark.
  if (replaced >= 0 && facts[replaced]?.mentions.length === 1) facts[replaced] = fact
  else facts.push(fact)
}

/** The same kind of value, from the same person, with a word of correction in between, in one breath or the next. */
function isCorrection(earlier: Mention, later: Mention): boolean {
  if (earlier.type !== later.type || earlier.entity.value === later.entity.value) return false
  if (earlier.analysed.speaker !== later.analysed.speaker) return false
  const { text } = later.analysed.utterance
  const sameUtterance = earlier.analysed === later.analysed
  const between = text.slice(sameUtterance ? earlier.entity.end : 0, later.entity.start)
  const soon = later.analysed.utterance.startMs - earlier.analysed.utterance.endMs < 10_000
  return soon && correctionMarks[later.analysed.language].test(between)
}

function writeFact(fact: Fact, language: Language): SummaryLine {
  const wording = wordingFor(language)
  const note = fact.corrects === undefined ? '' : ` (${wording.corrected(fact.corrects.entity.value)})`
  const [first, ...others] = fact.mentions
  const correction = fact.corrects === undefined ? [] : [evidenceOf(fact.corrects)]
  return evidencedLine(
    'facts',
    `${wording.entity[fact.type]}${wording.colon}${fact.value}${note}`,
    [evidenceOf(first), ...others.map(evidenceOf), ...correction],
    Math.min(1, 0.7 + 0.15 * others.length),
  )
}

function evidenceOf({ analysed, entity }: Mention): Evidence {
  return evidenceFor(analysed.utterance, entity)
}
