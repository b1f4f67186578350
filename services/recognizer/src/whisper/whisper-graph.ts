import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type PaddedSound, padSparsely } from './sparse-silence.ts'
import type { WhisperDescription, WhisperFiles } from './whisper-files.ts'

const sessionOptions: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  // Every segment has another length: an arena would keep the largest buffers of each for good.
  enableCpuMemArena: false,
  enableMemPattern: false,
}

type Feeds = Record<string, Tensor>

/** What the decoder attends to. */
export interface Encoded {
  readonly feeds: Feeds
  readonly sound: PaddedSound
}

/** The decoder's memory of the tokens so far, one for each hypothesis. */
export type Past = readonly Tensor[]

export interface Candidate {
  readonly token: number
  /** Natural logarithm of its probability among the tokens that may be written. */
  readonly logProb: number
}

/** What the decoder says after one token of one hypothesis. */
export interface DecoderRow {
  /** Best first. */
  readonly candidates: readonly Candidate[]
  /** Natural logarithms, in the order of the description's marks. */
  readonly markLogProbs: Float32Array
}

export interface StepInput {
  /** As many tokens for each hypothesis. */
  readonly tokens: readonly (readonly number[])[]
  /** Whose past each hypothesis goes on from; all of 0 when there is none yet. */
  readonly parents: readonly number[]
  /** Rows before it give no candidates. */
  readonly firstRow: number
  readonly past: Past
}

export interface StepOutput {
  /** For each hypothesis the rows from `firstRow` on. */
  readonly rows: readonly (readonly DecoderRow[])[]
  readonly past: Past
  /** Where each token looked at: [heads, heard positions] for a hypothesis and a token, counted from the first token. */
  attention(hypothesis: number, token: number): Float32Array
}

/** What the decoding of a segment needs. */
export type SpeechGraph = Pick<WhisperGraph, 'description' | 'emptyPast' | 'encode' | 'step'>

/** Whisper's two graphs, as `models/src/whisper` writes them. */
export class WhisperGraph {
  readonly description: WhisperDescription
  readonly #encoder: InferenceSession
  readonly #decoder: InferenceSession
  readonly #pastNames: readonly string[]
  readonly #presentNames: readonly string[]

  private constructor(description: WhisperDescription, encoder: InferenceSession, decoder: InferenceSession) {
    this.description = description
    this.#encoder = encoder
    this.#decoder = decoder
    const layers = Array.from({ length: description.decoderLayers }, (_, layer) => layer)
    this.#pastNames = layers.flatMap((layer) => [`past_key_${layer}`, `past_value_${layer}`])
    this.#presentNames = layers.flatMap((layer) => [`key_${layer}`, `value_${layer}`])
  }

  static async load(files: WhisperFiles, description: WhisperDescription): Promise<WhisperGraph> {
    const encoder = await InferenceSession.create(files.encoderPath, sessionOptions)
    return new WhisperGraph(description, encoder, await InferenceSession.create(files.decoderPath, sessionOptions))
  }

  get emptyPast(): Past {
    const { heads, headSize } = this.description
    return this.#pastNames.map(() => new Tensor('float32', new Float32Array(0), [1, heads, 0, headSize]))
  }

  /** @param samples 16 kHz; what is beyond 30 s is left out. */
  async encode(samples: Float32Array): Promise<Encoded> {
    const sound = padSparsely(samples, this.description.audioPositions)
    const keyBias = new Tensor('float32', sound.keyBias, [sound.keyBias.length])
    const cross = await this.#encoder.run({
      samples: new Tensor('float32', sound.samples, [1, sound.samples.length]),
      positions: new Tensor('int64', sound.positions, [sound.positions.length]),
      key_bias: keyBias,
    })
    const feeds = Object.fromEntries(this.#encoder.outputNames.map((name) => [name, tensorOf(cross, name)]))
    return { feeds: { ...feeds, key_bias: keyBias }, sound }
  }

  async step(encoded: Encoded, { tokens, parents, firstRow, past }: StepInput): Promise<StepOutput> {
    const length = tokens[0]?.length ?? 0
    const output = await this.#decoder.run({
      ...encoded.feeds,
      ...Object.fromEntries(this.#pastNames.map((name, index) => [name, past[index] ?? missing(name)])),
      tokens: new Tensor('int64', BigInt64Array.from(tokens.flat(), BigInt), [tokens.length, length]),
      parents: new Tensor('int64', BigInt64Array.from(parents, BigInt), [parents.length]),
      first_row: new Tensor('int64', BigInt64Array.of(BigInt(firstRow)), [1]),
    })
    const alignment = tensorOf(output, 'alignment')
    return {
      rows: this.#rowsOf(output),
      past: this.#presentNames.map((name) => tensorOf(output, name)),
      attention: (hypothesis, token) => attentionOf(alignment, hypothesis * length + token, encoded.sound.heard),
    }
  }

  #rowsOf(output: InferenceSession.OnnxValueMapType): DecoderRow[][] {
    const { dims, data: tokens } = tensorOf(output, 'candidates')
    const logProbs = floatsOf(output, 'log_probs')
    const marks = floatsOf(output, 'mark_log_probs')
    const [hypotheses = 0, rowCount = 0, width = 0] = dims
    const markCount = marks.length / (hypotheses * rowCount)
    const rowAt = (index: number): DecoderRow => ({
      candidates: Array.from({ length: width }, (_, rank) => ({
        token: Number(tokens[index * width + rank]),
        logProb: logProbs[index * width + rank] ?? -Infinity,
      })).filter(({ token }) => this.#mayBeWritten(token)),
      markLogProbs: marks.subarray(index * markCount, (index + 1) * markCount),
    })
    return Array.from({ length: hypotheses }, (_, hypothesis) =>
      Array.from({ length: rowCount }, (_unused, row) => rowAt(hypothesis * rowCount + row)),
    )
  }

  /** Of the special tokens, the end only. */
  #mayBeWritten(token: number): boolean {
    return this.description.texts[token] !== '' || token === this.description.special.end
  }
}

/** A copy without the silence: [heads, heard]. */
function attentionOf({ dims, data }: Tensor, row: number, heard: number): Float32Array {
  const [, heads = 0, rows = 0, positions = 0] = dims
  const copy = new Float32Array(heads * heard)
  if (!(data instanceof Float32Array)) return copy
  for (let head = 0; head < heads; head += 1) {
    const start = (head * rows + row) * positions
    copy.set(data.subarray(start, start + heard), head * heard)
  }
  return copy
}

function tensorOf(output: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = output[name]
  return value instanceof Tensor ? value : missing(name)
}

function floatsOf(output: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const { data } = tensorOf(output, name)
  return data instanceof Float32Array ? data : missing(name)
}

function missing(name: string): never {
  throw new Error(`the model gave no ${name}`)
}
