import { create } from '@bufbuild/protobuf'
import { examplesFor, IntentClassifier, intentsWithin, routineReason } from '@souffleur/assist'
import {
  CallEventSchema,
  Channel,
  type Language,
  languages,
  SummaryState,
  UtteranceSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'
import { type CallNotes, noteEvent, openNotes, standardTemplates, templateForQueue, writeSummary } from '@souffleur/wrapup'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'
import { demoKnowledgeFolder, readArticles, readDemoCatalogue } from './suggestions/demonstration.ts'
import { type EvaluationMeaning, openMeaning } from './suggestions/meaning.ts'
import { type CallToSummarise, readCalls } from './summary/call-sets.ts'
import { FieldAccuracy, fieldNames } from './summary/field-accuracy.ts'
import { type Complaint, complaintOf } from './summary/line-check.ts'
import { ReferenceComparison, type ReferenceFigures } from './summary/reference.ts'
import { scriptedCallPaths } from './summary/scripted-call.ts'
import { type SlotFigures, slotFigures } from './summary/slots.ts'

const options = z.object({
  set: z.string().optional(),
  part: z.enum(['dev', 'test']).optional(),
  slots: z.string().optional(),
  vectors: z.string().optional(),
})
/** Speaking takes about this long a character. */
const MS_A_CHARACTER = 65

/** Is every line of a summary supported, and is what readers found in the calls in it? */
export const evaluation: Evaluation = {
  usage: 'summary [--set S.jsonl] [--part dev|test] [--slots T.tsv] [--vectors none]',
  async run(words, progress) {
    const { set, part, slots, vectors } = readOptions(words, options)
    const calls = (set === undefined ? languages.map((language) => scriptedCallPaths[language]) : [set])
      .flatMap(readCalls)
      .filter((call) => part === undefined || call.part === part)
    const meaning = await openMeaning(vectors, progress)
    const classifiers = await learnIntents(meaning, progress)
    const accuracy = new FieldAccuracy()
    const references = new ReferenceComparison()
    const complaints: Partial<Record<Complaint, number>> = {}
    const items: { id: string; summary: unknown }[] = []
    const times: number[] = []
    let lines = 0
    let withEvidence = 0
    for (const call of calls) {
      const notes = await notesOf(call, classifiers.get(call.lang), meaning)
      const startedMs = performance.now()
      const { summary } = writeSummary(notes, order)
      times.push(performance.now() - startedMs)
      for (const line of summary.fields.flatMap((field) => field.lines)) {
        lines += 1
        if (line.evidence.length > 0) withEvidence += 1
        const complaint = complaintOf(line, call.turns, call.lang)
        if (complaint !== undefined) complaints[complaint] = (complaints[complaint] ?? 0) + 1
      }
      accuracy.add(call, summary, reasonOf(summary.disposition?.evidence[0]?.utteranceId, notes))
      if (call.reference !== undefined)
        references.add(
          call.reference,
          summary,
          call.turns.map(({ text }) => text),
          call.lang,
        )
      items.push({ id: call.id, summary: readable(summary) })
    }
    await meaning.close()
    const unsupported = Object.values(complaints).reduce((sum, count) => sum + count, 0)
    const fields = accuracy.figures()
    const slotsFound = slots === undefined ? null : slotFigures(slots)
    return {
      figures: {
        calls: calls.length,
        lines,
        withEvidence,
        unsupported,
        complaints,
        fields,
        trapsTaken: accuracy.trapsTaken,
        slots: slotsFound,
        references: references.figures(),
        p95Ms: rounded(percentile(times, 0.95), 2),
      },
      models: meaning.models,
      items,
      table: [
        ['calls', String(calls.length)],
        ['lines', String(lines)],
        ['with evidence', percent(lines === 0 ? null : withEvidence / lines)],
        ['unsupported', `${unsupported} (${percent(lines === 0 ? null : unsupported / lines)})`],
        ...(fields === null
          ? []
          : fieldNames.map((name) => [
              name,
              `precision ${percent(fields[name].precision)}, recall ${percent(fields[name].recall)} of ${fields[name].expected}`,
            ])),
        ...(fields === null ? [] : [['taken for promises, and none', percent(accuracy.trapsTaken)]]),
        ...referenceRows(references.figures()),
        ...Object.entries(slotsFound ?? {}).map(([name, { expected, f1 }]: [string, SlotFigures]) => [
          `slot ${name}`,
          `F1 ${percent(f1)} of ${expected}`,
        ]),
      ],
      complete: calls.length > 0,
    }
  },
}

function referenceRows(figures: ReferenceFigures | null): string[][] {
  if (figures === null) return []
  return [
    ['words of the references held', `${percent(figures.wordsHeld)} (${percent(figures.wordsSaid)} of them are said in the calls)`],
    ['key phrases held', percent(figures.phrasesHeld)],
    ['complaint in the reason', percent(figures.complaintsInReason)],
  ]
}

const order = {
  catalogue: readDemoCatalogue(),
  template: templateForQueue(standardTemplates, ''),
  templateVersion: 0,
  revision: 1,
  state: SummaryState.COMPLETE,
} as const

async function learnIntents(
  meaning: EvaluationMeaning,
  progress: (line: string) => void,
): Promise<ReadonlyMap<Language, IntentClassifier>> {
  const articles = readArticles(demoKnowledgeFolder)
  const learned = new Map<Language, IntentClassifier>()
  for (const language of languages) {
    learned.set(language, IntentClassifier.train(await meaning.withVectors(examplesFor(language, order.catalogue, articles))))
    progress(`${language} learned`)
  }
  return learned
}

/** As wrapup hears a call: finals with what assist understood of them. */
async function notesOf(
  { id, lang, turns }: CallToSummarise,
  classifier: IntentClassifier | undefined,
  { queries }: EvaluationMeaning,
): Promise<CallNotes> {
  let ms = 0
  let notes = openNotes(id, 0)
  for (const [index, { speaker, text }] of turns.entries()) {
    const startMs = ms
    ms += text.length * MS_A_CHARACTER + 400
    const utteranceId = `u${index}`
    const channel = speaker === 'customer' ? Channel.CUSTOMER : Channel.ADVISOR
    const utterance = create(UtteranceSchema, { utteranceId, channel, startMs, endMs: ms - 400, text, language: lang })
    notes = noteEvent(notes, create(CallEventSchema, { callId: id, body: { case: 'utterance', value: utterance } }))
    const isHeard = speaker === 'customer' && classifier !== undefined && routineReason(text, lang) === undefined
    if (isHeard) await queries?.ask(text)
    const intents = isHeard ? intentsWithin(classifier, text, lang, { vector: queries?.get(text) }) : []
    const understood = create(UtteranceUnderstoodSchema, { utteranceId, intents })
    notes = noteEvent(notes, create(CallEventSchema, { callId: id, body: { case: 'utteranceUnderstood', value: understood } }))
  }
  return notes
}

/** The intent that the reason was written from: the one that the disposition rests on. */
function reasonOf(utteranceId: string | undefined, { intents }: CallNotes): string | undefined {
  return utteranceId === undefined ? undefined : intents.get(utteranceId)?.[0]?.intentId
}

function readable({ fields, disposition }: ReturnType<typeof writeSummary>['summary']): unknown {
  return {
    fields: fields.map(({ fieldId, lines }) => ({
      field: fieldId,
      lines: lines.map(({ text, value, evidence }) => ({
        text,
        ...(value === '' ? {} : { value }),
        evidence: evidence.map(({ utteranceId, charStart, charEnd }) => ({
          turn: Number(utteranceId.slice(1)),
          start: charStart,
          end: charEnd,
        })),
      })),
    })),
    disposition: disposition?.dispositionId ?? null,
  }
}
