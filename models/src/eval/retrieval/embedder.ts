import { join } from 'node:path'
import { E5Embedder } from '@souffleur/assist'
import { createLog } from '@souffleur/telemetry'
import { readModelsConfig } from '../../config.ts'
import type { TextEmbedder } from './vector-file.ts'

const MODEL = 'multilingual-e5-small'

/** In place of a file of vectors: words alone. */
export const WORDS_ALONE = 'none'

export interface EvaluationEmbedder extends TextEmbedder {
  readonly name: string
  close(): Promise<void>
}

/** The model in its worker, as calls use it; undefined where it isn't installed. Vectors that a file already has need none. */
export async function evaluationEmbedder(): Promise<EvaluationEmbedder | undefined> {
  const embedder = new E5Embedder({ name: MODEL, folder: join(readModelsConfig(process.env).filesFolder, MODEL), log: createLog('warn') })
  if (embedder.state === 'missing') {
    await embedder.close()
    return undefined
  }
  await embedder.load()
  return {
    name: MODEL,
    embed: (texts, kind) => embedder.embed(texts, kind, { priority: 'background' }),
    close: () => embedder.close(),
  }
}
