import type { KnowledgeBase } from './knowledge-base.ts'

/** Makes vectors of passages, in order; rejects when it can't. */
export type EmbedPassages = (texts: readonly string[]) => Promise<readonly Float32Array[]>

export interface IndexingProgress {
  readonly done: number
  readonly wanted: number
}

/** Few enough that a live query waits for no more than one batch. */
const BATCH = 8

/**
 * Gives every article its vector, in small batches; searching goes on all the while. Articles that change meanwhile are seen to as well.
 * Stops at the first failure, which it throws: what is done stays, and the next call goes on from there.
 * @param onProgress after each batch
 */
export async function indexVectors(
  base: Pick<KnowledgeBase, 'wantedVectors' | 'setVector'>,
  embed: EmbedPassages,
  { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: (progress: IndexingProgress) => void } = {},
): Promise<number> {
  let done = 0
  for (let wanted = base.wantedVectors(); wanted.length > 0; wanted = base.wantedVectors()) {
    if (signal?.aborted === true) break
    const batch = wanted.slice(0, BATCH)
    const vectors = await embed(batch.map(({ text }) => text))
    if (vectors.length !== batch.length) throw new RangeError(`${vectors.length} vectors for ${batch.length} texts`)
    for (const [place, vector] of vectors.entries()) {
      const one = batch[place]
      if (one !== undefined) base.setVector(one, vector)
    }
    done += batch.length
    onProgress?.({ done, wanted: done + base.wantedVectors().length })
  }
  return done
}
