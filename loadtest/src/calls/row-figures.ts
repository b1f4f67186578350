import type { Language } from '@souffleur/proto'
import { countsOf } from '../counts.ts'
import { spokenTextOf } from '../observed-call.ts'
import { percentile } from '../percentile.ts'
import { type CallChannel, callChannels } from './compose-call.ts'
import type { ScoredText, WordErrors } from './evaluations.ts'
import { finalLatencies, firstWordLatencies, type Matched } from './match-speech.ts'
import type { PlayedCall, PlayedRow } from './play-calls.ts'
import { type Reference, textId } from './reference-run.ts'
import type { ServerFigures } from './server-metrics.ts'

/** What people on the calls notice. Times are in milliseconds, shares from 0 to 1; null where nothing was measured. */
export interface SpeechFigures {
  readonly calls: number
  readonly turns: number
  readonly utterances: number
  /** From the acoustic end of speech to the final text, and over how many ends of speech. */
  readonly finals: number
  readonly finalP50Ms: number | null
  readonly finalP95Ms: number | null
  readonly finalMaxMs: number | null
  /** Turns whose last words no utterance covers. */
  readonly turnEndsUnmatched: number
  /** From the acoustic start of a turn to its first word on screen. */
  readonly firstWordP50Ms: number | null
  readonly firstWordP95Ms: number | null
  readonly turnStartsUnmatched: number
  /** From the end of the first word, where the recogniser places it, to the word on screen. */
  readonly firstWordSpokenP50Ms: number | null
  readonly firstWordSpokenP95Ms: number | null
  /** Between two partials of an utterance. */
  readonly partialIntervalP50Ms: number | null
  readonly partialIntervalP95Ms: number | null
  readonly firmWords: number
  readonly firmWordsRevised: number
  readonly firmWordsRevisedShare: number | null
  readonly words: number
  /** Words of the references that the transcripts don't have. */
  readonly wordsLost: number
  readonly wordErrorRate: number | null
  /** Of the same sound, recognised on a machine that does nothing else. */
  readonly wordErrorRateAlone: number | null
}

export interface RowFigures extends SpeechFigures {
  readonly lang: Language | 'mixed'
  readonly callSeconds: number
  readonly spokenShare: number
  readonly refusals: readonly string[]
  /** Warnings by code, over all calls. */
  readonly warnings: Readonly<Record<string, number>>
  readonly audioGaps: number
  readonly segmentsDiscarded: number
  readonly server: ServerFigures
  readonly residentMiB: number | null
  readonly residentPeakMiB: number | null
  readonly cpuPerCallSecond: number | null
  /** What the engine alone takes for the prompts of the calls, decoded once, for each second of call. */
  readonly bareCpuPerCallSecond: number | null
  readonly timesBareEngine: number | null
  /** From the end of the sound to the last words, and to the finished summary. */
  readonly transcriptAfterEndMaxMs: number | null
  readonly summaryAfterEndMaxMs: number | null
  readonly generator: PlayedRow['generator']
  readonly engines: readonly string[]
  /** Present in a row of both languages. */
  readonly byLang: Readonly<Partial<Record<Language, SpeechFigures>>>
}

/** Word errors of a row's transcripts and of the reference's, by {@link textId}. */
export interface Scores {
  readonly underLoad: ReadonlyMap<string, WordErrors>
  readonly alone: ReadonlyMap<string, WordErrors>
}

export function rowFigures(row: PlayedRow, lang: Language | 'mixed', scores: Scores, reference: Reference): RowFigures {
  const { played, server } = row
  const calls = played.map(({ call }) => call)
  const observed = played.map(({ live }) => live.observed)
  const callSeconds = calls.reduce((sum, { wav }) => sum + wav.frames / wav.sampleRateHz, 0)
  const bareSeconds = sumOrNull(calls.map(({ language, promptSeconds }) => times(reference.bareCpu.get(language), promptSeconds)))
  const spokenSeconds = calls.reduce((sum, { wav, spokenShare }) => sum + (spokenShare * wav.frames) / wav.sampleRateHz, 0)
  const languages = [...new Set(calls.map(({ language }) => language))]
  const ofLanguage = (language: Language) => [language, speechFigures(of(played, language), scores)] as const
  return {
    lang,
    ...speechFigures(played, scores),
    callSeconds: rounded(callSeconds, 1) ?? 0,
    spokenShare: rounded(spokenSeconds / callSeconds, 3) ?? 0,
    refusals: row.refusals,
    warnings: countsOf(observed.flatMap(({ warnings }) => warnings)),
    audioGaps: observed.reduce((sum, { gaps }) => sum + gaps, 0),
    segmentsDiscarded: observed.reduce((sum, { discarded }) => sum + discarded, 0),
    server,
    residentMiB: row.residentMiB,
    residentPeakMiB: row.residentPeakMiB,
    cpuPerCallSecond: rounded(over(row.cpuSeconds, callSeconds), 4),
    bareCpuPerCallSecond: rounded(over(bareSeconds, callSeconds), 4),
    timesBareEngine: rounded(over(row.cpuSeconds, bareSeconds), 2),
    transcriptAfterEndMaxMs: rounded(
      percentile(
        observed.flatMap(({ transcriptMs }) => transcriptMs ?? []),
        1,
      ),
    ),
    summaryAfterEndMaxMs: rounded(
      percentile(
        observed.flatMap(({ latencies }) => latencies.summaryMs ?? []),
        1,
      ),
    ),
    generator: { cpuShare: rounded(row.generator.cpuShare, 3) ?? 0, lateP99Ms: rounded(row.generator.lateP99Ms) },
    engines: [...new Set(observed.flatMap(({ utterances }) => utterances.map(({ engine }) => engine)))],
    byLang: languages.length < 2 ? {} : Object.fromEntries(languages.map(ofLanguage)),
  }
}

/** What was written on each channel of the calls, in the order of speech. */
export function transcriptsOf(played: readonly PlayedCall[]): ScoredText[] {
  return played.flatMap(({ call, live }) =>
    callChannels.map((channel) => {
      const utterances = live.observed.utterances.filter((utterance) => utterance.channel === channel)
      const text = utterances
        .toSorted((a, b) => a.startMs - b.startMs)
        .map(spokenTextOf)
        .join(' ')
      return { id: textId(call, channel), language: call.language, reference: call.references.get(channel) ?? '', text }
    }),
  )
}

function speechFigures(played: readonly PlayedCall[], scores: Scores): SpeechFigures {
  const finals = together(played, finalLatencies)
  const firstWords = together(played, firstWordLatencies)
  const observed = played.map(({ live }) => live.observed)
  const firstWordsSpoken = observed.flatMap(({ latencies }) => latencies.firstWordMs)
  const intervals = observed.flatMap(({ passages }) => passages.flatMap(({ partialsAtMs }) => intervalsOf(partialsAtMs)))
  const firmWords = observed.reduce((sum, call) => sum + call.firmWords, 0)
  const firmWordsRevised = observed.reduce((sum, call) => sum + call.firmWordsRevised, 0)
  const errors = errorsOf(played, scores.underLoad)
  const alone = errorsOf(played, scores.alone)
  return {
    calls: played.length,
    turns: played.reduce((sum, { call }) => sum + call.turns.length, 0),
    utterances: observed.reduce((sum, { utterances }) => sum + utterances.length, 0),
    finals: finals.latenciesMs.length,
    finalP50Ms: rounded(percentile(finals.latenciesMs, 0.5)),
    finalP95Ms: rounded(percentile(finals.latenciesMs, 0.95)),
    finalMaxMs: rounded(percentile(finals.latenciesMs, 1)),
    turnEndsUnmatched: finals.turnsUnmatched,
    firstWordP50Ms: rounded(percentile(firstWords.latenciesMs, 0.5)),
    firstWordP95Ms: rounded(percentile(firstWords.latenciesMs, 0.95)),
    turnStartsUnmatched: firstWords.turnsUnmatched,
    firstWordSpokenP50Ms: rounded(percentile(firstWordsSpoken, 0.5)),
    firstWordSpokenP95Ms: rounded(percentile(firstWordsSpoken, 0.95)),
    partialIntervalP50Ms: rounded(percentile(intervals, 0.5)),
    partialIntervalP95Ms: rounded(percentile(intervals, 0.95)),
    firmWords,
    firmWordsRevised,
    firmWordsRevisedShare: rounded(over(firmWordsRevised, firmWords), 4),
    words: errors?.words ?? 0,
    wordsLost: errors?.deletions ?? 0,
    wordErrorRate: rounded(rateOf(errors), 5),
    wordErrorRateAlone: rounded(rateOf(alone), 5),
  }
}

function of(played: readonly PlayedCall[], language: Language): PlayedCall[] {
  return played.filter(({ call }) => call.language === language)
}

function together(played: readonly PlayedCall[], measure: typeof finalLatencies): Matched {
  const matched = played.map(({ call, live, spokenAtMs }) => measure(call.turns, live.observed.passages, spokenAtMs))
  return {
    latenciesMs: matched.flatMap(({ latenciesMs }) => latenciesMs),
    positionsMs: matched.flatMap(({ positionsMs }) => positionsMs),
    turnsUnmatched: matched.reduce((sum, { turnsUnmatched }) => sum + turnsUnmatched, 0),
  }
}

/** Null as soon as one channel has no score: a rate over the others would not be theirs. */
function errorsOf(played: readonly PlayedCall[], scores: ReadonlyMap<string, WordErrors>): WordErrors | null {
  const ids = played.flatMap(({ call }) => callChannels.map((channel: CallChannel) => textId(call, channel)))
  const all = ids.flatMap((id) => scores.get(id) ?? [])
  if (all.length < ids.length) return null
  const sum = (of: (errors: WordErrors) => number) => all.reduce((total, errors) => total + of(errors), 0)
  return {
    words: sum(({ words }) => words),
    substitutions: sum(({ substitutions }) => substitutions),
    insertions: sum(({ insertions }) => insertions),
    deletions: sum(({ deletions }) => deletions),
  }
}

function rateOf(errors: WordErrors | null): number | null {
  return errors === null ? null : over(errors.substitutions + errors.insertions + errors.deletions, errors.words)
}

function intervalsOf(timesMs: readonly number[]): number[] {
  return timesMs.slice(1).map((timeMs, index) => timeMs - (timesMs[index] ?? timeMs))
}

function times(factor: number | undefined, value: number): number | null {
  return factor === undefined ? null : factor * value
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}

function over(value: number | null, by: number | null): number | null {
  return value === null || by === null || by === 0 ? null : value / by
}

function rounded(value: number | null, digits = 0): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
