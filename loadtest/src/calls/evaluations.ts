import { spawn } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Language } from '@souffleur/proto'

const entry = fileURLToPath(new URL('../../../models/src/eval-cli.ts', import.meta.url))

type JsonObject = Readonly<Record<string, unknown>>

export interface EvaluationOutput {
  /** Of `--json`; null when the command failed before it wrote them. */
  readonly figures: JsonObject | null
  /** Of `--out`. */
  readonly items: readonly JsonObject[]
  /** What the command complained about, when it did. */
  readonly complaint: string
}

/** Runs `npm run eval -- WORDS` in a process of its own: what it costs is not this process's, and its code is not imported. */
export async function evaluate(words: readonly string[], folder: string): Promise<EvaluationOutput> {
  const own = await mkdtemp(join(folder, 'evaluation-'))
  const [json, out] = [join(own, 'figures.json'), join(own, 'items.jsonl')]
  const child = spawn(process.execPath, [entry, ...words, '--json', json, '--out', out], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8')
  })
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return {
    figures: objectOf(await readFile(json, 'utf8').catch(() => 'null')),
    items: linesOf(await readFile(out, 'utf8').catch(() => ''))
      .map(objectOf)
      .filter((item) => item !== null),
    complaint: status === 0 ? '' : complaint.trim(),
  }
}

/** A transcript and what was really said. */
export interface ScoredText {
  readonly id: string
  readonly language: Language
  readonly reference: string
  readonly text: string
}

export interface WordErrors {
  readonly words: number
  readonly substitutions: number
  readonly insertions: number
  readonly deletions: number
}

/** Word errors by id, with the normaliser of every other evaluation (`npm run eval -- score`). @throws Error with the command's complaint */
export async function scoreTexts(texts: readonly ScoredText[], folder: string): Promise<ReadonlyMap<string, WordErrors>> {
  const file = join(folder, 'texts.jsonl')
  await writeFile(file, jsonLines(texts.map(({ id, language, reference, text }) => ({ id, lang: language, reference, text }))))
  const { items, complaint } = await evaluate(['score', '--items', file], folder)
  if (complaint !== '') throw new Error(`The transcripts could not be scored: ${complaint}`)
  return new Map(
    items.map((item) => {
      const count = (name: string): number => numberOf(item[name]) ?? 0
      const errors = { words: count('words'), substitutions: count('substitutions'), insertions: count('insertions') }
      return [String(item.id), { ...errors, deletions: count('deletions') }]
    }),
  )
}

export function jsonLines(values: readonly object[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

function objectOf(json: string): JsonObject | null {
  const value: unknown = JSON.parse(json)
  return typeof value === 'object' && value !== null ? { ...value } : null
}
