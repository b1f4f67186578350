import { toJson } from '@bufbuild/protobuf'
import { channelName, type SuggestionKind, SuggestionKindSchema, SummarySchema } from '@souffleur/proto'
import type { LiveCall } from './live-call.ts'
import { percentile } from './percentile.ts'

/** The JSON of `npm run replay`. Times called start, end and at are seconds into the call; names that end in Ms are latencies. */
export interface ReplayFigures {
  readonly utterances: readonly { channel: string; start: number; end: number; text: string }[]
  readonly suggestions: readonly {
    at: number
    kind: string
    text: string
    sources: readonly { article: string; version: number; passage: string; quote: string }[]
  }[]
  /** The protobuf JSON form of `souffleur.v1.Summary`; null when none came. */
  readonly summary: unknown
  readonly latency: {
    /** 95th percentile over utterances: a first word on screen, after it was spoken. */
    readonly firstWordMs: number | null
    readonly firstWordP50Ms: number | null
    readonly finalP50Ms: number | null
    readonly finalP95Ms: number | null
    readonly suggestionP95Ms: number | null
    readonly summaryMs: number | null
  }
  readonly stability: { readonly firmWords: number; readonly firmWordsRevised: number }
  readonly audio: { readonly framesSent: number; readonly samplesRecognised: number; readonly gaps: number }
  readonly models: readonly string[]
}

export function replayFigures({ observed, sent }: LiveCall): ReplayFigures {
  const { firstWordMs, finalMs, suggestionMs, summaryMs } = observed.latencies
  return {
    utterances: observed.utterances
      .toSorted((a, b) => a.startMs - b.startMs)
      .map(({ channel, startMs, endMs, text }) => ({ channel: channelName(channel), start: startMs / 1000, end: endMs / 1000, text })),
    suggestions: observed.suggestions.map(({ positionMs, kind, text, sources }) => ({
      at: positionMs / 1000,
      kind: kindName(kind),
      text,
      sources: sources.map((source) => ({
        article: source.articleId,
        version: source.articleVersion,
        passage: source.passageId,
        quote: source.quote,
      })),
    })),
    summary: observed.summary === null ? null : toJson(SummarySchema, observed.summary),
    latency: {
      firstWordMs: rounded(percentile(firstWordMs, 0.95)),
      firstWordP50Ms: rounded(percentile(firstWordMs, 0.5)),
      finalP50Ms: rounded(percentile(finalMs, 0.5)),
      finalP95Ms: rounded(percentile(finalMs, 0.95)),
      suggestionP95Ms: rounded(percentile(suggestionMs, 0.95)),
      summaryMs: rounded(summaryMs),
    },
    stability: { firmWords: observed.firmWords, firmWordsRevised: observed.firmWordsRevised },
    audio: { framesSent: sent.framesSent, samplesRecognised: observed.samplesRecognised, gaps: observed.gaps },
    models: [...new Set(observed.utterances.map(({ engine }) => engine))],
  }
}

/** `answer`, `reply`, `next_action`. */
export function kindName(kind: SuggestionKind): string {
  return (SuggestionKindSchema.value[kind]?.localName ?? 'unspecified').toLowerCase()
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}
