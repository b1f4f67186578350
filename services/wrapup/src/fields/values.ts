import { clausesOf, type Entity, hearCue } from '@souffleur/language'
import type { Evidence, SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { evidencedLine } from '../summary-line.ts'
import type { FieldSource } from '../template/template.ts'
import { wordingFor } from '../wording.ts'
import { type Fact, factsFrom, type Mention, takenFact } from './corrections.ts'

type EntitySource = Extract<FieldSource, { kind: 'entities' }>

interface FieldPlace {
  readonly fieldId: string
  readonly language: Language
}

const isToday = /^(?:today|aujourd['’]hui)$/i
const isSpan = /\b(?:day|week|month|year|hour|jour|semaine|mois|an|année|heure)s?\b|ouvré/iu
/** How long after a question its answer is still an answer. */
const ANSWER_WITHIN_MS = 20_000

/** One line a value, however often it was said; one that was corrected says so, with the words of both. */
export function writeValues(
  utterances: readonly AnalysedUtterance[],
  source: EntitySource,
  { fieldId, language }: FieldPlace,
): SummaryLine[] {
  const { entity, colon } = wordingFor(language)
  return factsFrom(mentionsIn(utterances, source).filter(isFact)).map((fact) =>
    lineOf(fact, fieldId, `${entity[fact.type]}${colon}`, language),
  )
}

/** A day of the week or "within ten days" is part of what is promised or asked, and means nothing by itself: a fact has a day of a month. */
function isFact({ type, entity }: Mention): boolean {
  return type !== 'date' || (/\d/.test(entity.value) && /\p{L}{3}|\d{4}-/u.test(entity.value) && !isSpan.test(entity.value))
}

/** One value: of several that were given, the last that both parties said, else the last one. */
export function writeValue(
  utterances: readonly AnalysedUtterance[],
  source: EntitySource,
  { fieldId, language }: FieldPlace,
): SummaryLine[] {
  const fact = takenFact(factsFrom(mentionsIn(utterances, source)))
  return fact === undefined ? [] : [lineOf(fact, fieldId, '', language)]
}

/** The day of a promise belongs to the promise, not among the facts. */
function mentionsIn(utterances: readonly AnalysedUtterance[], { types, by, near }: EntitySource): Mention[] {
  return utterances.flatMap((analysed, index) => {
    if (by !== 'anyone' && analysed.speaker !== by && analysed.speaker !== 'unknown') return []
    const within = near === undefined ? wholeOf(analysed) : placeNear(utterances, index, near)
    if (within === undefined) return []
    const promises = analysed.acts.filter(({ act }) => act === 'commitment')
    const courtesies = analysed.acts.filter(
      ({ act }) => act === 'greeting' || act === 'farewell' || act === 'small_talk' || act === 'holding',
    )
    /** "How can I help you today?" tells no date. */
    const isCourtesy = ({ type, start, end, value }: Entity): boolean =>
      type === 'date' &&
      (courtesies.some((act) => start >= act.start && end <= act.end) ||
        (analysed.speaker === 'advisor' && isToday.test(value) && analysed.acts.some(({ act }) => act === 'question' || act === 'request')))
    const isPromised = ({ type, start, end }: Entity): boolean =>
      near === undefined && (type === 'date' || type === 'time') && promises.some((promise) => start >= promise.start && end <= promise.end)
    return analysed.entities
      .filter(
        (entity) =>
          types.includes(entity.type) &&
          entity.start >= within.start &&
          entity.end <= within.end &&
          !isPromised(entity) &&
          !isCourtesy(entity),
      )
      .map((entity): Mention => ({ type: entity.type, entity, analysed }))
  })
}

interface Place {
  readonly start: number
  readonly end: number
}

function wholeOf({ utterance }: AnalysedUtterance): Place {
  return { start: 0, end: utterance.text.length }
}

/** Where the meant value may stand: in the clause with the words, else in their utterance, or in the other party's answer to them. */
function placeNear(utterances: readonly AnalysedUtterance[], index: number, near: NonNullable<EntitySource['near']>): Place | undefined {
  const analysed = utterances[index]
  if (analysed === undefined) return undefined
  const { utterance, language, speaker, entities } = analysed
  const heard = hearCue(near, utterance.text, language, speaker)
  if (heard !== undefined) {
    const clause = clausesOf(utterance.text, language).find(({ start, end }) => start <= heard.start && heard.end <= end)
    const hasValue = clause !== undefined && entities.some(({ start, end }) => start >= clause.start && end <= clause.end)
    return clause !== undefined && hasValue ? clause : wholeOf(analysed)
  }
  const asked = utterances.slice(0, index).findLast((earlier) => earlier.speaker !== speaker || speaker === 'unknown')
  if (asked === undefined || utterance.startMs - asked.utterance.endMs > ANSWER_WITHIN_MS) return undefined
  const isAsked =
    asked.acts.some(({ act }) => act === 'question' || act === 'request') &&
    hearCue(near, asked.utterance.text, asked.language, asked.speaker) !== undefined
  return isAsked ? wholeOf(analysed) : undefined
}

function lineOf(fact: Fact, fieldId: string, name: string, language: Language): SummaryLine {
  const earlier = fact.earlier.map(({ entity }) => entity.value)
  const note = earlier.length === 0 ? '' : ` (${wordingFor(language).corrected(earlier.join(', '))})`
  const [first, ...others] = fact.mentions
  return evidencedLine(fieldId, `${name}${fact.value}${note}`, [evidenceOf(first), ...[...others, ...fact.earlier].map(evidenceOf)], {
    confidence: Math.min(1, 0.7 + 0.15 * others.length),
    value: fact.value,
    earlierValues: earlier,
  })
}

function evidenceOf({ analysed, entity }: Mention): Evidence {
  return evidenceFor(analysed.utterance, entity)
}
