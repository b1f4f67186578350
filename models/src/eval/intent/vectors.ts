import type { Example } from '@souffleur/assist'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readJsonLines } from '../json-lines.ts'

const line = z.object({ text: z.string(), vector: z.array(z.number()).min(1) })

/** Vectors by text, computed by any program: lines `{text, vector}`. */
export function readVectors(path: string): Map<string, Float32Array> {
  return new Map(readJsonLines(path, line).map(({ text, vector }) => [text, Float32Array.from(vector)]))
}

/** @throws UsageError when a text has no vector: figures would mix two ways of understanding */
export function withVectors(examples: readonly Example[], vectors: ReadonlyMap<string, Float32Array>): Example[] {
  return examples.map((example) => {
    const vector = vectors.get(example.text)
    if (vector === undefined) throw new UsageError(`There is no vector for ${JSON.stringify(example.text)}.`)
    return { ...example, vector }
  })
}
