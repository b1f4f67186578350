import type { Language } from '@souffleur/proto'
import type { Hypothesis } from '../engine.ts'
import { SAMPLE_RATE_HZ } from '../voice-detector.ts'
import { decodeWithBeam } from './decode-beam.ts'
import { decodeGreedily } from './decode-greedy.ts'
import { prefill } from './prefill.ts'
import { TokenText } from './token-text.ts'
import type { SpeechGraph } from './whisper-graph.ts'
import { wordsOf } from './words.ts'
import type { WrittenText } from './written-tokens.ts'

export interface WhisperRequest {
  readonly samples: Float32Array
  readonly languages: readonly Language[]
  readonly effort: 'quick' | 'thorough'
  readonly draft: readonly number[]
}

/** The model's own sign that nobody speaks: 0.69 to 0.91 on noise and music, at most 0.18 on telephone speech. */
const NO_SPEECH = 0.5
const BEAM_WIDTH = 5
/** Nobody says more: a safety net under the model's own end. */
const TOKENS_PER_SECOND = 12
const LEAST_TOKENS = 8
/** Half of the model's places; the other half is meant for a text that came before. */
const TEXT_SHARE = 1 / 2

/** One segment after the other: sound to words. */
export class WhisperDecoder {
  readonly #graph: SpeechGraph
  readonly #text: TokenText

  constructor(graph: SpeechGraph) {
    this.#graph = graph
    this.#text = new TokenText(graph.description)
  }

  async decode({ samples, languages, effort, draft }: WhisperRequest): Promise<Hypothesis> {
    const [expected = 'fr'] = languages
    if (samples.length === 0) return { words: [], confidence: 0, draft: [], language: expected }
    const encoded = await this.#graph.encode(samples)
    const limit = this.#tokenLimit(samples.length)
    const prefix = effort === 'quick' ? draft.slice(0, limit) : []
    const begun = await prefill(this.#graph, encoded, { languages, draft: prefix })
    const { language } = begun
    const languageShares = Object.fromEntries(begun.languageShares)
    if (begun.noSpeech > NO_SPEECH) return { words: [], confidence: 0, draft: [], language, languageShares }
    const written =
      effort === 'quick'
        ? await decodeGreedily(this.#graph, encoded, begun, { draft: language === expected ? prefix : [], limit })
        : await decodeWithBeam(this.#graph, encoded, begun, { width: BEAM_WIDTH, limit })
    return { ...this.#hypothesisOf(written, encoded.sound.heard), language, languageShares }
  }

  #tokenLimit(samples: number): number {
    const most = Math.floor(this.#graph.description.textPositions * TEXT_SHARE)
    return Math.min(most, Math.ceil(LEAST_TOKENS + (TOKENS_PER_SECOND * samples) / SAMPLE_RATE_HZ))
  }

  #hypothesisOf(written: WrittenText, heard: number): Pick<Hypothesis, 'words' | 'confidence' | 'draft'> {
    const words = wordsOf(written, this.#text, this.#graph.description.alignmentHeads, heard)
    const confidence = words.length === 0 ? 0 : words.reduce((sum, word) => sum + word.confidence, 0) / words.length
    return { words, confidence, draft: written.tokens.map(({ token }) => token) }
  }
}
