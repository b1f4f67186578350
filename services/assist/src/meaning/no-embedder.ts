import { AppError } from '@souffleur/proto'
import type { Embedder } from './embedder.ts'

/** Where nobody wants vectors: words alone find. */
export const noEmbedder: Embedder = {
  model: 'none',
  state: 'missing',
  load: () => Promise.reject(new AppError('model.missing', 'vectors are switched off')),
  embed: () => Promise.reject(new AppError('model.missing', 'vectors are switched off')),
  close: () => Promise.resolve(),
}
