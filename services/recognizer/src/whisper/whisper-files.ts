import { readFile } from 'node:fs/promises'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'

export interface WhisperFiles {
  readonly encoderPath: string
  readonly decoderPath: string
  /** `whisper.json`, which the builder of the graphs leaves beside them. */
  readonly descriptionPath: string
}

const place = z.number().int().nonnegative()
const size = z.number().int().positive()

/** The version of the graphs that this engine runs. */
const GRAPH_VERSION = 2

const description = z.object({
  version: z.literal(GRAPH_VERSION),
  heads: size,
  headSize: size,
  decoderLayers: size,
  /** Places of 20 ms that the encoder knows: 30 s. */
  audioPositions: size,
  textPositions: size,
  alignmentHeads: size,
  special: z.object({
    start: place,
    end: place,
    transcribe: place,
    withoutTimes: place,
    noSpeech: place,
    languages: z.record(z.string(), place),
  }),
  /** Tokens whose probability leaves the graph at every row: the languages, and no speech. */
  marks: z.array(place),
  /** The bytes of each token, one character a byte; empty for special tokens. */
  texts: z.array(z.string()),
})
export type WhisperDescription = z.infer<typeof description>

/** @throws AppError `model.corrupt` when it is of another version, or none at all. */
export async function readDescription(path: string): Promise<WhisperDescription> {
  const text = await readFile(path, 'utf8')
  try {
    return description.parse(JSON.parse(text))
  } catch (error) {
    throw new AppError('model.corrupt', path, { cause: error })
  }
}
