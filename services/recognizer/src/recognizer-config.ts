import type { Language } from '@souffleur/proto'

/** Names the engine that a language needs, and how to get it, while none is there. */
export interface EngineHint {
  readonly engine: string
  readonly languages: readonly Language[]
  readonly command: string
}

export interface RecognizerConfig {
  /** Audio before the first window with speech: the beginnings of words are soft. */
  readonly preRollMs: number
  /** Silence after which everything said so far is decoded in case it is the end. */
  readonly candidateSilenceMs: number
  /** The same on a machine that is so busy that it shows partials less often. */
  readonly busyCandidateSilenceMs: number
  /** Less speech than this is a click or a breath. */
  readonly leastSpeechMs: number
  /** Speech before the first partial. */
  readonly firstPartialMs: number
  /** Between two partials of a channel on an idle machine. */
  readonly partialIntervalMs: number
  /** Once so much has been said, a pause settles the text before it, and only what follows is decoded again and again. */
  readonly settleAfterMs: number
  /** What passes between two words of a sentence is no place to settle. */
  readonly settlePauseMs: number
  /** Speech without a pause is cut here: engines repeat themselves in longer passages. */
  readonly maxSegmentMs: number
  /** The cut falls on the quietest place of the last so many milliseconds. */
  readonly cutSearchMs: number
  /** Finals should come this long after the last speech. */
  readonly finalTargetMs: number
  /** Without audio for so long, an open utterance ends: some senders send nothing in silence. */
  readonly stallMs: number
  /** After a call's end, channels whose end was lost are closed. */
  readonly endGraceMs: number
  /** Audio that may wait for an engine, over all calls; the oldest is given up beyond it. 10 minutes take 40 MB. */
  readonly maxWaitingAudioMs: number
  /** So much speech without a word on a call, and the people on it are told. */
  readonly wordlessSpeechMs: number
  /** A call that ended without a word is looked into from so much speech on... */
  readonly wordlessLeastSpeechMs: number
  /** ...or from so much sound of any kind. */
  readonly wordlessLoudMs: number
  /** What is expected on calls whose language is to be found out, and taken for it when no engine can tell. */
  readonly automaticLanguage: Language
  readonly engineHints: readonly EngineHint[]
}

export const defaultRecognizerConfig: RecognizerConfig = Object.freeze({
  preRollMs: 320,
  candidateSilenceMs: 128,
  busyCandidateSilenceMs: 192,
  leastSpeechMs: 96,
  firstPartialMs: 320,
  partialIntervalMs: 560,
  settleAfterMs: 6000,
  settlePauseMs: 200,
  maxSegmentMs: 16_000,
  cutSearchMs: 4000,
  finalTargetMs: 350,
  stallMs: 800,
  endGraceMs: 2000,
  maxWaitingAudioMs: 600_000,
  wordlessSpeechMs: 30_000,
  wordlessLeastSpeechMs: 3000,
  wordlessLoudMs: 10_000,
  automaticLanguage: 'en',
  engineHints: [
    { engine: 'whisper-base', languages: ['fr'], command: 'npm run models -- pull whisper-base' },
    { engine: 'moonshine-base', languages: ['en'], command: 'npm run models -- pull moonshine-base' },
  ],
} satisfies RecognizerConfig)
