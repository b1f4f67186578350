import { readFileSync } from 'node:fs'
import type * as z from 'zod'
import { UsageError } from './evaluation.ts'

/** Reads a file of JSON lines. @throws UsageError naming the file and the line that doesn't fit */
export function readJsonLines<T>(path: string, schema: z.ZodType<T>): T[] {
  const lines = readText(path).split('\n')
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = schema.safeParse(parseJson(line))
    if (!parsed.success) throw new UsageError(`${path}:${index + 1}: ${parsed.error.issues[0]?.message ?? 'not what is expected'}`)
    return [parsed.data]
  })
}

/** @throws UsageError when there is no such file */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
