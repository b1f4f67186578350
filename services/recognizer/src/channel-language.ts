import { type Language, languages } from '@souffleur/proto'
import type { Decoding } from './decoding-scheduler.ts'
import type { Hypothesis } from './engine.ts'

/** Who decodes a segment, and what may be spoken in it, the likeliest first. */
export interface Route {
  readonly decoding: Decoding
  readonly languages: readonly Language[]
}

/** The engines that are there. */
export interface EngineChoice {
  /** The best engine for one language; `undefined` when there is none. */
  engineFor(language: Language): Decoding | undefined
  /** One that hears which of its languages is spoken. */
  readonly telling: { readonly decoding: Decoding; readonly languages: readonly Language[] } | undefined
}

/** Less speech says little about its language: of 60 stretches of 1 s five are taken for the other one, of 2 s none. */
const TELLING_SPEECH_MS = 1500
/** From here on a language counts as heard. */
const SURE_SHARE = 0.8
/** An engine that is given another language than its own is this unsure of the words that it makes up. */
const FOREIGN_CONFIDENCE = 0.62
const DOUBTING_SPEECH_MS = 900

/**
 * The language of one channel. Set for the call, it stays until the platform sets another. To be found out, it is heard in the first
 * seconds by an engine that can tell; then the language's best engine takes over, and as soon as that one is unsure of its words, the
 * language is asked again: people switch in the middle of a call.
 */
export class ChannelLanguage {
  readonly #engines: EngineChoice
  readonly #expected: () => Language
  #fixed: boolean
  readonly #onChange: (language: Language) => void
  #current: Language | undefined

  /**
   * @param asked `undefined` when the language is to be found out
   * @param expected what is likely until it has been heard: the other channel's language
   */
  constructor(engines: EngineChoice, asked: Language | undefined, expected: () => Language, onChange: (language: Language) => void) {
    this.#engines = engines
    this.#fixed = asked !== undefined
    this.#current = asked
    this.#expected = expected
    this.#onChange = onChange
  }

  /** What is spoken; `undefined` as long as nobody knows. */
  get current(): Language | undefined {
    return this.#current
  }

  /** Segments that begin from now on are in this language; `undefined` when it is to be found out. */
  ask(asked: Language | undefined): void {
    this.#fixed = asked !== undefined
    if (asked !== undefined) this.#current = asked
  }

  /** For a segment that begins; `undefined` when no engine can write it. */
  route(): Route | undefined {
    const { telling } = this.#engines
    const language = this.#current ?? this.#expected()
    const best = this.#engines.engineFor(language)
    if (this.#fixed) return best === undefined ? undefined : { decoding: best, languages: [language] }
    if (telling === undefined) return this.#onlyRoute([language, ...languages])
    if (this.#current === undefined || best === undefined || best.engineName === telling.decoding.engineName)
      return this.#askingRoute(language)
    return { decoding: best, languages: [language] }
  }

  /**
   * Takes note of what was heard in a segment. Gives the route on which the segment should be decoded again, when it is doubtful
   * whether its engine knows what is spoken.
   */
  note(hypothesis: Hypothesis, { decoding, languages }: Route, speechMs: number): Route | undefined {
    if (this.#fixed) return undefined
    const { languageShares, language } = hypothesis
    if (languageShares !== undefined && languages.length > 1) {
      if (speechMs >= TELLING_SPEECH_MS && (languageShares[language] ?? 0) >= SURE_SHARE) this.#change(language)
      return undefined
    }
    const { telling } = this.#engines
    const canAsk = telling !== undefined && telling.decoding.engineName !== decoding.engineName
    const doubtful = hypothesis.confidence < FOREIGN_CONFIDENCE && speechMs >= DOUBTING_SPEECH_MS
    return canAsk && doubtful ? this.#askingRoute(language) : undefined
  }

  /** Nobody can tell: the first of these languages that can be written at all is taken for it. */
  #onlyRoute(candidates: readonly Language[]): Route | undefined {
    for (const language of candidates) {
      const decoding = this.#engines.engineFor(language)
      if (decoding !== undefined) return { decoding, languages: [language] }
    }
    return undefined
  }

  /** Every language that the telling engine knows, the expected one first. */
  #askingRoute(expected: Language): Route | undefined {
    const { telling } = this.#engines
    if (telling === undefined) return undefined
    return { decoding: telling.decoding, languages: [expected, ...telling.languages.filter((language) => language !== expected)] }
  }

  #change(language: Language): void {
    if (language === this.#current) return
    this.#current = language
    this.#onChange(language)
  }
}
