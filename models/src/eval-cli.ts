/** `npm run eval -- NAME OPTIONS [--json FILE] [--out FILE]`. Exit code 0 only if the run was complete. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { AppError, errorCatalogue } from '@souffleur/proto'
import { type Evaluation, type EvaluationResult, UsageError } from './eval/evaluation.ts'
import { findModel, publication } from './registry.ts'

/** One file each; loaded when asked for, because each brings its own models along. */
const evaluations: Readonly<Record<string, () => Promise<Evaluation>>> = {
  asr: async () => (await import('./eval/asr.ts')).evaluation,
  confidence: async () => (await import('./eval/confidence.ts')).evaluation,
  intent: async () => (await import('./eval/intent.ts')).evaluation,
  invented: async () => (await import('./eval/invented.ts')).evaluation,
  peers: async () => (await import('./eval/peers.ts')).evaluation,
  pii: async () => (await import('./eval/pii.ts')).evaluation,
  'pii-heard': async () => (await import('./eval/pii-heard.ts')).evaluation,
  retrieval: async () => (await import('./eval/retrieval.ts')).evaluation,
  'retrieval-weights': async () => (await import('./eval/retrieval-weights.ts')).evaluation,
  robustness: async () => (await import('./eval/robustness.ts')).evaluation,
  score: async () => (await import('./eval/score.ts')).evaluation,
  support: async () => (await import('./eval/support.ts')).evaluation,
  summary: async () => (await import('./eval/summary.ts')).evaluation,
  suggestions: async () => (await import('./eval/suggestions.ts')).evaluation,
  vocabulary: async () => (await import('./eval/vocabulary.ts')).evaluation,
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const complain = (line: string) => process.stderr.write(`${line}\n`)

async function run([name = '', ...words]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(evaluations, name) ? evaluations[name] : undefined
  if (load === undefined) throw new UsageError(`There is no evaluation "${name}". There are: ${Object.keys(evaluations).join(', ')}.`)
  const evaluation = await load()
  const { files, rest } = takeFiles(words)
  try {
    const result = await evaluation.run(rest, showProgress)
    printTable(result.table)
    if (files.json !== undefined) writeFileSync(files.json, `${JSON.stringify(withContext(result, [name, ...words]), null, 2)}\n`)
    if (files.out !== undefined) writeFileSync(files.out, result.items.map((item) => `${JSON.stringify(item)}\n`).join(''))
    if (!result.complete) complain('Not everything that was asked for could be evaluated.')
    return result.complete ? 0 : 1
  } catch (error) {
    if (error instanceof UsageError) complain(`Usage: npm run eval -- ${evaluation.usage} [--json FILE] [--out FILE]`)
    throw error
  }
}

interface Files {
  json?: string
  out?: string
}

/** `--json` and `--out` belong to every evaluation; the rest is its own business. */
function takeFiles(words: readonly string[]): { readonly files: Files; readonly rest: string[] } {
  const files: Files = {}
  const rest: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word !== '--json' && word !== '--out') {
      rest.push(word)
      continue
    }
    index += 1
    const file = words[index]
    if (file === undefined) throw new UsageError(`${word} needs a file.`)
    files[word === '--json' ? 'json' : 'out'] = file
  }
  return { files, rest }
}

function withContext({ figures, models }: EvaluationResult, words: readonly string[]): object {
  const [processor] = cpus()
  return {
    ...figures,
    command: `npm run eval -- ${words.join(' ')}`,
    commit: commitHash(),
    machine: `${availableParallelism()} x ${processor?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
    models: models.map((name) => {
      const model = findModel(name)
      return model === undefined ? name : `${name} (${publication(model)})`
    }),
  }
}

function commitHash(): string | null {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim()
  } catch {
    return null
  }
}

function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${line} `)
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) say(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  complain(
    error instanceof AppError
      ? `${error.message}\n${errorCatalogue[error.code].action.en}`
      : error instanceof Error
        ? error.message
        : String(error),
  )
  process.exitCode = error instanceof UsageError ? 2 : 1
}
