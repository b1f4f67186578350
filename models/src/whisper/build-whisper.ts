import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { writeDecoder } from './decoder-graph.ts'
import { writeEncoder } from './encoder-graph.ts'
import type { WeightBits } from './quantise.ts'
import { type TokenTable, tokenizerSchema, tokenTable } from './token-table.ts'
import { openCtranslate2 } from './weights/ctranslate2.ts'
import { openSafetensors } from './weights/safetensors.ts'
import type { WhisperDims, WhisperSettings, WhisperWeights } from './weights/whisper-weights.ts'

/** Grows when the graphs change: what an older version wrote is built again. */
export const WHISPER_GRAPH_VERSION = 2

/** What `buildWhisper` leaves in its folder. */
export const whisperFiles = ['encoder.onnx', 'decoder.onnx', 'whisper.json'] as const

/** Measured on 112 French prompts: seven bits cost no accuracy, and they are safe on every processor. See docs/decisions. */
const WEIGHT_BITS: WeightBits = 7

const heads = z.array(z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()])).min(1)
const ctranslate2Settings = z.object({ alignment_heads: heads, suppress_ids: z.array(z.number().int()) })
const transformersSettings = z.object({ alignment_heads: heads, suppress_tokens: z.array(z.number().int()) })

interface WhisperSource {
  readonly weights: WhisperWeights
  readonly settings: WhisperSettings
}

/**
 * Writes a Whisper model of any size as two ONNX graphs with 8-bit weights, and `whisper.json` with what the engine needs to know.
 * @param sourceFolder `model.bin`, `config.json` and `tokenizer.json` of a CTranslate2 model, or `model.safetensors`, `config.json`,
 * `generation_config.json` and `tokenizer.json` as the transformers library has them
 * @throws AppError `model.missing` when a file isn't there, `model.corrupt` when one isn't what it should be
 */
export async function buildWhisper(
  sourceFolder: string,
  outputFolder: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<void> {
  const tokens = tokenTable(await readJson(sourceFolder, 'tokenizer.json', tokenizerSchema))
  const { weights, settings } = await openSource(sourceFolder)
  try {
    onProgress('writing the encoder')
    await writeEncoder(join(outputFolder, 'encoder.onnx'), weights, WEIGHT_BITS)
    onProgress('writing the decoder')
    await writeDecoder(join(outputFolder, 'decoder.onnx'), weights, { tokens, settings, weightBits: WEIGHT_BITS })
    await writeFile(join(outputFolder, 'whisper.json'), `${JSON.stringify(description(weights.dims, tokens, settings))}\n`)
  } catch (error) {
    // Tensors are read while the graphs are written: a name that is missing shows here. What the disk says stays as it is.
    throw error instanceof RangeError ? new AppError('model.corrupt', `${sourceFolder}: ${error.message}`, { cause: error }) : error
  } finally {
    weights.close()
  }
}

async function openSource(folder: string): Promise<WhisperSource> {
  const ctranslate2 = join(folder, 'model.bin')
  if (existsSync(ctranslate2)) {
    const config = await readJson(folder, 'config.json', ctranslate2Settings)
    const { size } = await stat(ctranslate2)
    return { weights: openCtranslate2(ctranslate2, size), settings: settingsOf(config.alignment_heads, config.suppress_ids) }
  }
  const safetensors = join(folder, 'model.safetensors')
  if (!existsSync(safetensors)) throw new AppError('model.missing', `neither ${ctranslate2} nor ${safetensors}`)
  const config = await readJson(folder, 'generation_config.json', transformersSettings)
  const weights = openSafetensors(safetensors, await readJson(folder, 'config.json', z.unknown()))
  return { weights, settings: settingsOf(config.alignment_heads, config.suppress_tokens) }
}

function settingsOf(alignmentHeads: readonly [number, number][], suppressed: readonly number[]): WhisperSettings {
  return { alignmentHeads: alignmentHeads.toSorted(([a], [b]) => a - b), suppressed: suppressed.filter((token) => token >= 0) }
}

async function readJson<Schema extends z.ZodType>(folder: string, name: string, schema: Schema): Promise<z.infer<Schema>> {
  const path = join(folder, name)
  if (!existsSync(path)) throw new AppError('model.missing', path)
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new AppError('model.corrupt', `${path}: ${detail}`, { cause: error })
  }
}

/** The engine reads it with a schema of its own: services/recognizer/src/whisper/whisper-files.ts. */
function description(dims: WhisperDims, { texts, special, marks }: TokenTable, settings: WhisperSettings): object {
  const { heads: headCount, width, decoderLayers, audioPositions, textPositions } = dims
  return {
    version: WHISPER_GRAPH_VERSION,
    heads: headCount,
    headSize: width / headCount,
    decoderLayers,
    audioPositions,
    textPositions,
    alignmentHeads: settings.alignmentHeads.length,
    special,
    marks,
    texts,
  }
}
