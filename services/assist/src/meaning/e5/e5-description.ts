import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'

const token = z.number().int().nonnegative()

/** `e5.json`, which the model's builder leaves beside the graph. */
const schema = z.object({
  version: z.literal(1),
  /** Tells two sets of weights apart: vectors of one can't be compared with those of the other. */
  weights: z.string().min(8),
  width: z.number().int().positive(),
  mostTokens: z.number().int().min(3),
  special: z.object({ start: token, end: token, padding: token, unknown: token }),
  pieces: z.array(z.string()).min(1),
  scores: z.array(z.number()),
  replacements: z.array(z.tuple([token, z.string()])),
})
export type E5Description = z.infer<typeof schema>

export interface E5Paths {
  readonly graph: string
  readonly description: string
}

export function e5Paths(folder: string): E5Paths {
  return { graph: join(folder, 'model.onnx'), description: join(folder, 'e5.json') }
}

export function isInstalled(folder: string): boolean {
  return Object.values(e5Paths(folder)).every((path) => existsSync(path))
}

/** @throws AppError `model.corrupt` when it isn't what the builder writes */
export async function readE5Description(path: string): Promise<E5Description> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new AppError('model.corrupt', `${path}: ${detail}`, { cause: error })
  }
}
