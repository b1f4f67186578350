import type { Result } from '@souffleur/flow'
import type { CallEvent, ErrorCode, Language, Summary } from '@souffleur/proto'

import type { Article } from './knowledge/article.ts'

/** What desk needs of the rest of Souffleur. `standalone` provides it. */

export type RecordingOrder = 'advisor-left' | 'customer-left'

export interface PlayRequest {
  readonly wav: Uint8Array
  readonly title: string
  readonly language: Language | 'auto'
  /** Which channel of a stereo file is whose. */
  readonly order: RecordingOrder
  readonly queue: string
  /** User name of the advisor whose call it becomes. */
  readonly advisorId: string
  readonly synthetic: boolean
  /** The sample that it is; its call says so, so that screens can play its sound. */
  readonly sampleId?: string
}

/** Plays a recording as a call, at the pace of speech, through the media socket. */
export interface CallPlayer {
  /** Resolves when the call has been accepted; it is played on after that. */
  play(request: PlayRequest): Promise<Result<{ readonly callId: string }, ErrorCode>>
  /** Ends a call that is being played. Returns false when it isn't, or isn't any more. */
  stop(callId: string): boolean
}

export interface SampleCall {
  readonly id: string
  readonly title: LocalisedText
  /** `auto` for one that changes its language. */
  readonly language: Language | 'auto'
  readonly durationMs: number
  readonly synthetic: boolean
}

export interface SampleCalls {
  list(): readonly SampleCall[]
  /** The WAV file, advisor left; undefined when there is no such sample. */
  read(id: string): Promise<Uint8Array | undefined>
}

export interface LocalisedText {
  readonly en: string
  readonly fr: string
}

/** What the calls can be about, and how they can end. */
export interface CallCatalogue {
  readonly intents: readonly { readonly id: string; readonly label: LocalisedText; readonly dispositionId: string }[]
  readonly dispositions: readonly { readonly id: string; readonly label: LocalisedText }[]
}

export interface SearchHit {
  readonly articleId: string
  readonly articleVersion: number
  readonly articleTitle: string
  readonly language: Language
  readonly passageId: string
  readonly heading: string
  /** Verbatim from the article. */
  readonly quote: string
  /** 0 to 1. */
  readonly score: number
}

export interface Assistant {
  search(
    query: string,
    options: { readonly language: Language; readonly limit: number },
  ): readonly SearchHit[] | Promise<readonly SearchHit[]>
}

/** A piece of an article that can be quoted by itself. */
export interface PassagePreview {
  readonly id: string
  readonly heading: string
  readonly quote: string
}

/** Two articles that don't go together; which is right, a person has to say. */
export interface KnowledgeIssue {
  readonly kind: 'duplicate' | 'contradiction'
  readonly language: Language
  /** 0 to 1. */
  readonly likeness: number
  /** What a contradiction is about; null for a duplicate. */
  readonly about: 'amount' | 'delay' | 'phone' | null
  readonly places: readonly {
    readonly articleId: string
    /** What is said there; empty for a duplicate. */
    readonly value: string
    readonly quote: string
  }[]
}

/** Reads articles as suggestions quote them. */
export interface KnowledgeReader {
  /**
   * The articles of a file, by its name's ending: Markdown, HTML, CSV, JSON lines.
   * @throws AppError `knowledge.article-invalid`, `knowledge.article-too-large`
   */
  read(text: string, fileName: string): readonly Article[]
  passages(body: string): readonly PassagePreview[]
  /** Worst first. */
  check(articles: readonly Article[]): Promise<readonly KnowledgeIssue[]>
}

/** A question that brought neither intent nor suggestion. */
export interface UnansweredQuestion {
  readonly text: string
  readonly callId: string
}

/** Reads the catalogue of intents, and measures it aside from the calls. */
export interface IntentReader {
  /** Undefined for a sound one, else what is wrong and where. */
  complaint(catalogue: string): string | undefined
  /** What words are understood to mean in calls now. */
  understand(text: string, language: Language): Promise<readonly { readonly intentId: string; readonly score: number }[]>
  /** Cross-validation of a catalogue, which takes seconds to a minute. @throws AppError `catalogue.invalid` */
  measure(catalogue: string, language: Language): Promise<IntentQualityReport>
  /** Groups of questions that may be an intent of their own. */
  propose(questions: readonly UnansweredQuestion[], catalogue: string, language: Language): Promise<readonly IntentProposalReport[]>
}

/** As `CatalogueQuality` of assist; rates from 0 to 1, null where there is nothing to divide by. */
export interface IntentQualityReport {
  readonly examples: number
  readonly accuracy: number | null
  readonly accepted: number | null
  readonly refused: number | null
  readonly intents: readonly {
    readonly intentId: string
    readonly examples: number
    readonly recall: number | null
    readonly precision: number | null
  }[]
  readonly confusions: readonly {
    readonly expected: string | null
    readonly given: string | null
    readonly count: number
    readonly examples: readonly string[]
  }[]
  readonly learning: readonly { readonly examplesAnIntent: number; readonly accuracy: number; readonly judged: number }[]
}

export interface IntentProposalReport {
  readonly suggestedId: string
  readonly suggestedName: string
  readonly asked: number
  readonly calls: number
  readonly examples: readonly string[]
  readonly nearest: { readonly intentId: string; readonly score: number } | null
}

export interface TriedPhrase {
  readonly text: string
  readonly language: Language
  readonly speaker: 'customer' | 'advisor' | 'unknown'
  readonly queue: string
  readonly intents: readonly string[]
}

export interface TriedEffect {
  readonly kind: 'alert' | 'list' | 'item' | 'step' | 'reply' | 'field'
  readonly id: string
  readonly label: string
  /** UTF-16 units of the phrase; null when it wasn't words. */
  readonly said: { readonly start: number; readonly end: number } | null
}

/** Reads guides, so that only sound ones are stored. */
export interface GuideReader {
  /** Undefined for a sound one, else what is wrong and where. */
  complaint(guide: string): string | undefined
  /** @throws AppError `guide.invalid` */
  try(guide: string, phrase: TriedPhrase): readonly TriedEffect[]
}

/** Reads summary templates, so that only sound ones are stored, and shows what they make of a call. */
export interface TemplateReader {
  /** Undefined for sound ones, else what is wrong and where. */
  complaint(templates: string): string | undefined
  /**
   * @param call its queue, and what happened in it, in order
   * @throws AppError `template.invalid`
   */
  preview(templates: string, call: { readonly queue: string; readonly events: readonly CallEvent[] }): Summary
}

/** Reads the rules of what is hidden, so that only sound ones are stored. */
export interface PrivacyReader {
  /** Undefined for sound ones, else what is wrong and where. */
  complaint(rules: string): string | undefined
  /** @throws AppError `privacy.invalid` */
  try(
    rules: string,
    phrase: { readonly words: string; readonly language: Language },
  ): { readonly masked: string; readonly found: readonly { readonly start: number; readonly end: number; readonly type: string }[] }
}

export type EngineState = 'loading' | 'ready' | 'missing' | 'failed'

/** How busy an engine is, and what it leaves out so that finals come in time. */
export interface EngineLoad {
  readonly speakingChannels: number
  /** Between two partials of a channel, as things are now. */
  readonly partialIntervalMs: number
  readonly waitingFinals: number
  /** Partials come less often than on a quiet machine. */
  readonly degraded: boolean
}

export interface SystemStatus {
  readonly version: string
  readonly engines: readonly {
    readonly name: string
    readonly languages: readonly string[]
    readonly state: EngineState
    /** What to run to get it; null when there is nothing to do. */
    readonly installCommand: string | null
    /** Threads that decode. */
    readonly workers?: number
    readonly load?: EngineLoad
  }[]
  /** What turns texts into vectors of meaning; null or absent when words alone are meant to find. */
  readonly meaning?: {
    readonly name: string
    readonly state: EngineState
    readonly installCommand: string | null
    /** Since the start: how many articles have their vectors, and how many shall. */
    readonly articles: { readonly done: number; readonly wanted: number }
  } | null
  /** What shortens quotes; null or absent where there is none. */
  readonly languageModel?: { readonly name: string; readonly state: 'unknown' | 'ready' | 'failed' } | null
  readonly activeCalls: number
  readonly maxCalls: number
}
