import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { ArticleVectors, type Nearness, vectorTextOf } from '@souffleur/assist'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readJsonLines } from '../json-lines.ts'
import type { RetrievalSet } from './retrieval-set.ts'

const line = z.object({ key: z.string(), vector: z.base64() })

/** What makes vectors of texts that the file doesn't have. */
export interface TextEmbedder {
  embed(texts: readonly string[], kind: 'query' | 'passage'): Promise<readonly Float32Array[]>
}

const BATCH = 16
const NEAREST = 30

/**
 * Vectors kept in a file by the hash of their text, so that a set is embedded once: JSON lines `{key, vector}`, float32 in base64. Without
 * a path they are made each time.
 */
export class VectorFile {
  readonly #path: string | undefined
  readonly #embedder: TextEmbedder | undefined
  readonly #known: Map<string, Float32Array>

  constructor(path: string | undefined, embedder: TextEmbedder | undefined) {
    this.#path = path
    this.#embedder = embedder
    const lines = path !== undefined && existsSync(path) ? readJsonLines(path, line) : []
    this.#known = new Map(lines.map(({ key, vector }) => [key, floatsOf(vector)]))
  }

  /** @throws UsageError when a vector is missing and there is nothing to make it */
  async vectorsOf(texts: readonly string[], kind: 'query' | 'passage', progress: (line: string) => void): Promise<Float32Array[]> {
    const missing = [...new Set(texts)].filter((text) => !this.#known.has(keyOf(text, kind))).toSorted((a, b) => a.length - b.length)
    if (missing.length > 0 && this.#embedder === undefined) {
      throw new UsageError(
        `${missing.length} vectors are missing, and there is no embedding model to make them: npm run models -- pull multilingual-e5-small`,
      )
    }
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH)
      const vectors = (await this.#embedder?.embed(batch, kind)) ?? []
      for (const [place, vector] of vectors.entries()) this.#known.set(keyOf(batch[place] ?? '', kind), vector)
      progress(`${from + batch.length} of ${missing.length} vectors`)
    }
    if (missing.length > 0) this.#save()
    return texts.flatMap((text) => this.#known.get(keyOf(text, kind)) ?? [])
  }

  #save(): void {
    if (this.#path === undefined) return
    const lines = [...this.#known].map(([key, vector]) => JSON.stringify({ key, vector: base64Of(vector) }))
    writeFileSync(this.#path, `${lines.join('\n')}\n`)
  }
}

/** For each query, how near articles are; the time that the scan takes is the caller's to measure. */
export async function nearnessOf(
  { articles, queries }: RetrievalSet,
  file: VectorFile,
  progress: (line: string) => void,
): Promise<(place: number) => Nearness | undefined> {
  const vectors = new ArticleVectors()
  const passages = await file.vectorsOf(articles.map(vectorTextOf), 'passage', progress)
  for (const [place, { id }] of articles.entries()) {
    const vector = passages[place]
    if (vector !== undefined) vectors.replace(id, vector)
  }
  const asked = await file.vectorsOf(
    queries.map(({ query }) => query),
    'query',
    progress,
  )
  return (place) => {
    const vector = asked[place]
    return vector === undefined ? undefined : vectors.nearnessTo(vector, NEAREST)
  }
}

export function keyOf(text: string, kind: 'query' | 'passage'): string {
  return createHash('sha256').update(`${kind}: ${text}`).digest('hex')
}

function floatsOf(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64')
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

function base64Of(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}
