import { parseArgs } from 'node:util'
import * as z from 'zod'
import { UsageError } from './evaluation.ts'

/** Reads `--name value` words with a schema whose keys are the names. @throws UsageError */
export function readOptions<Shape extends z.ZodRawShape>(
  words: readonly string[],
  schema: z.ZodObject<Shape>,
): z.infer<z.ZodObject<Shape>> {
  const names = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, { type: 'string' as const }]))
  try {
    return schema.parse(parseArgs({ args: [...words], options: names }).values)
  } catch (error) {
    throw new UsageError(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
  }
}
