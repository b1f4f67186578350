import { AppError, type Language } from '@souffleur/proto'

/** The shape of a segment that the recognizer gives its engines; the test kit may not import it. */
export interface ScriptedSegment {
  readonly samples: Float32Array
  readonly speechMs: number
  readonly languages: readonly Language[]
  readonly effort: 'quick' | 'thorough'
  readonly draft: readonly number[]
}

export interface ScriptedHypothesis {
  readonly words: readonly { readonly text: string; readonly confidence: number }[]
  readonly confidence: number
  readonly draft: readonly number[]
  readonly language: Language
  readonly languageShares?: Readonly<Partial<Record<Language, number>>>
}

/** What is heard, where it is more than a text in the expected language that the engine is sure of. */
export interface Heard {
  readonly text: string
  /** Of each word, 0.9 unless told. */
  readonly confidence?: number
  readonly language?: Language
  readonly languageShares?: Readonly<Partial<Record<Language, number>>>
}

type Scripted = string | Heard | Error

/** What the engine hears in a segment; `index` counts its decodings. An error makes the decoding fail. */
export type EngineScript = (segment: ScriptedSegment, index: number) => Scripted | Promise<Scripted>

export interface ScriptedEngineOptions {
  readonly name?: string
  readonly languages?: readonly Language[]
  readonly capacity?: number
  readonly tellsLanguages?: boolean
  /** Rejects when the engine should be one that can't be loaded. */
  readonly load?: () => Promise<void>
}

/** A speech engine that hears what a test says. */
export class ScriptedEngine {
  readonly name: string
  readonly languages: readonly Language[]
  readonly capacity: number
  readonly tellsLanguages: boolean
  readonly sureConfidence = 0.65
  /** Every segment that it was given, in order. */
  readonly segments: ScriptedSegment[] = []
  /** The most decodings that ran at the same time. */
  busiest = 0
  /** May be changed in the middle of a test. */
  script: EngineScript
  readonly #load: () => Promise<void>
  #running = 0
  #closed = false

  constructor(script: EngineScript, options: ScriptedEngineOptions = {}) {
    const { name = 'scripted', languages = ['en'], capacity = 2, tellsLanguages = false, load = () => Promise.resolve() } = options
    this.name = name
    this.languages = languages
    this.capacity = capacity
    this.tellsLanguages = tellsLanguages
    this.script = script
    this.#load = load
  }

  load(): Promise<void> {
    return this.#load()
  }

  async decode(segment: ScriptedSegment): Promise<ScriptedHypothesis> {
    if (this.#closed) throw new AppError('engine.failed', 'closed')
    this.segments.push(segment)
    this.#running += 1
    this.busiest = Math.max(this.busiest, this.#running)
    try {
      const heard = await this.script(segment, this.segments.length - 1)
      if (heard instanceof Error) throw heard
      return hypothesisOf(typeof heard === 'string' ? { text: heard } : heard, segment)
    } finally {
      this.#running -= 1
    }
  }

  close(): Promise<void> {
    this.#closed = true
    return Promise.resolve()
  }
}

const CONFIDENCE = 0.9

function hypothesisOf(
  { text, confidence = CONFIDENCE, language, languageShares }: Heard,
  { languages }: ScriptedSegment,
): ScriptedHypothesis {
  const words = text.split(' ').filter(Boolean)
  return {
    words: words.map((word) => ({ text: word, confidence })),
    confidence: words.length === 0 ? 0 : confidence,
    draft: words.map((word) => word.length),
    language: language ?? languages[0] ?? 'en',
    ...(languageShares === undefined ? {} : { languageShares }),
  }
}
