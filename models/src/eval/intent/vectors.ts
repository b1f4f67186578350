import type { Example } from '@souffleur/assist'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readJsonLines } from '../json-lines.ts'
import type { TextEmbedder } from '../retrieval/vector-file.ts'

const line = z.object({ text: z.string(), vector: z.array(z.number()).min(1) })

/** Vectors by text, computed by any program: lines `{text, vector}`. */
export function readVectors(path: string): Map<string, Float32Array> {
  return new Map(readJsonLines(path, line).map(({ text, vector }) => [text, Float32Array.from(vector)]))
}

const BATCH = 64

/** Vectors by text, from the model itself: intents are told apart by what texts ask, so all of them are queries. */
export async function makeVectors(
  embedder: TextEmbedder,
  texts: readonly string[],
  progress: (line: string) => void,
): Promise<Map<string, Float32Array>> {
  // Texts of one length make even batches.
  const distinct = [...new Set(texts)].toSorted((a, b) => a.length - b.length)
  const made = new Map<string, Float32Array>()
  for (let from = 0; from < distinct.length; from += BATCH) {
    const batch = distinct.slice(from, from + BATCH)
    const vectors = await embedder.embed(batch, 'query')
    for (const [place, text] of batch.entries()) {
      const vector = vectors[place]
      if (vector !== undefined) made.set(text, vector)
    }
    progress(`${made.size} of ${distinct.length} vectors`)
  }
  return made
}

/** @throws UsageError when a text has no vector: figures would mix two ways of understanding */
export function withVectors(examples: readonly Example[], vectors: ReadonlyMap<string, Float32Array>): Example[] {
  return examples.map((example) => {
    const vector = vectors.get(example.text)
    if (vector === undefined) throw new UsageError(`There is no vector for ${JSON.stringify(example.text)}.`)
    return { ...example, vector }
  })
}
