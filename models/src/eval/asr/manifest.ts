import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Language, languages } from '@souffleur/proto'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'

const line = z.object({ audio: z.string().min(1), lang: z.enum(languages), text: z.string(), source: z.string().optional() })

export interface AsrItem {
  /** As the manifest writes it. */
  readonly audio: string
  readonly path: string
  readonly lang: Language
  readonly text: string
  readonly source: string
}

/** JSON lines `{audio, lang, text, source?}`; audio is relative to the manifest. @throws UsageError that names the line. */
export function readManifest(path: string): AsrItem[] {
  const folder = dirname(resolve(path))
  return readLines(path).map((text, index) => {
    const parsed = line.safeParse(parseJson(text))
    if (!parsed.success) throw new UsageError(`${path}:${index + 1}: ${z.prettifyError(parsed.error)}`)
    const { audio, lang, source } = parsed.data
    return { audio, path: resolve(folder, audio), lang, text: parsed.data.text, source: source ?? (dirname(audio) || 'unnamed') }
  })
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
