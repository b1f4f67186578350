import type { TextEmbedder } from './vector-file.ts'

/** The model in its worker, where it has been fetched; vectors that a file already has need none. */
export async function evaluationEmbedder(): Promise<(TextEmbedder & { close(): Promise<void> }) | undefined> {
  return undefined
}
