import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Language, languages } from '@souffleur/proto'
import { type ComposedCall, composeCall } from './calls/compose-call.ts'
import { scoreTexts } from './calls/evaluations.ts'
import { playCalls } from './calls/play-calls.ts'
import { type JudgedRow, tableOf } from './calls/print-rows.ts'
import { readPrompts } from './calls/prompts.ts'
import { measureReference, noReference, type Reference, textId } from './calls/reference-run.ts'
import { rowFigures, type Scores, transcriptsOf } from './calls/row-figures.ts'
import { type CallsLanguage, capacityTargets, verdictsOf } from './calls/verdicts.ts'
import { startOwnServer, untilReady } from './own-server.ts'
import { runContext } from './run-context.ts'

const USAGE = `npm run bench:calls -- --manifest M.jsonl [--lang en|fr|mixed] [--calls 1,4,16] [--minutes 3] [--without-reference] [--json FILE]

Composes conversations of two channels from the manifest's recordings, and plays 1, 4, 16 of them at once, at the pace of speech, through
the front door of a server of its own. Latencies count from the acoustic end of speech, which the composition knows. Before that, the same
sound is recognised without any load: the word error rate to compare with, and what the bare engine costs (--without-reference leaves it out).`

class UsageError extends Error {}

interface BenchOptions {
  readonly manifest: string
  readonly lang: CallsLanguage
  readonly calls: readonly number[]
  readonly minutes: number
  readonly withReference: boolean
  readonly json: string | undefined
}

function readArguments(parameters: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      manifest: { type: 'string' },
      lang: { type: 'string', default: 'en' },
      calls: { type: 'string', default: '1,4,16' },
      minutes: { type: 'string', default: '3' },
      'without-reference': { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const lang = ([...languages, 'mixed'] as const).find((one) => one === values.lang)
  const calls = values.calls.split(',').map(Number)
  const minutes = Number(values.minutes)
  if (values.manifest === undefined) throw new UsageError('--manifest M.jsonl is missing.')
  if (lang === undefined) throw new UsageError(`--lang ${values.lang}: expected en, fr or mixed.`)
  if (!calls.every((count) => Number.isInteger(count) && count > 0))
    throw new UsageError(`--calls ${values.calls}: expected numbers like 1,4,16.`)
  if (!(minutes >= 0.5 && minutes <= 60)) throw new UsageError(`--minutes ${values.minutes}: expected 0.5 to 60.`)
  return { manifest: values.manifest, lang, calls, minutes, withReference: !values['without-reference'], json: values.json }
}

/** Call 1 of a row is call 1 of every row; of mixed rows every other call is French. */
async function composeCalls({ manifest, lang, calls, minutes }: BenchOptions): Promise<ComposedCall[]> {
  const prompts = await readPrompts(manifest, lang === 'mixed' ? languages : [lang])
  const languageOf = (number: number): Language => (lang === 'mixed' ? (number % 2 === 0 ? 'fr' : 'en') : lang)
  return Array.from({ length: Math.max(...calls) }, (_, index) => {
    return composeCall(prompts, { number: index + 1, language: languageOf(index + 1), maxMs: minutes * 60_000 })
  })
}

async function scoreAlone(calls: readonly ComposedCall[], reference: Reference, folder: string): Promise<Scores['alone']> {
  const texts = transcriptsAlone(calls, reference)
  return texts.length === 0 ? new Map() : scoreTexts(texts, folder)
}

function transcriptsAlone(calls: readonly ComposedCall[], { texts }: Reference) {
  return calls.flatMap((call) =>
    [...call.references].flatMap(([channel, reference]) => {
      const id = textId(call, channel)
      const text = texts.get(id)
      return text === undefined ? [] : [{ id, language: call.language, reference, text }]
    }),
  )
}

interface Measurement {
  readonly lang: CallsLanguage
  readonly reference: Reference
  readonly alone: Scores['alone']
  readonly folder: string
}

/** A server of its own for each row: nothing of the row before is in its memory or its figures. */
async function measureRow(calls: readonly ComposedCall[], { lang, reference, alone, folder }: Measurement): Promise<JudgedRow> {
  const server = await startOwnServer({ environment: { SOUFFLEUR_MAX_CALLS: String(Math.max(capacityTargets.en, calls.length)) } })
  try {
    await untilReady(server)
    const row = await playCalls(server, calls)
    const figures = rowFigures(row, lang, { underLoad: await scoreTexts(transcriptsOf(row.played), folder), alone }, reference)
    return { ...figures, verdicts: verdictsOf(figures) }
  } finally {
    await server.stop()
  }
}

async function bench(options: BenchOptions, folder: string): Promise<boolean> {
  const composed = await composeCalls(options)
  if (options.withReference) tell(`Recognising the sound of ${composed.length} calls without load ...`)
  const reference = options.withReference ? await measureReference(composed, folder) : noReference
  for (const complaint of reference.complaints) tell(complaint)
  const measurement = { lang: options.lang, reference, alone: await scoreAlone(composed, reference, folder), folder }
  const rows: JudgedRow[] = []
  for (const count of options.calls) {
    tell(`Playing ${count} calls of ${options.minutes} minutes ...`)
    rows.push(await measureRow(composed.slice(0, count), measurement))
  }
  const context = runContext(commandOf(options))
  process.stdout.write(`${tableOf(rows)}\n${context.command}\n${context.commit}, ${context.machine}\n`)
  if (options.json !== undefined) {
    const models = [...new Set(rows.flatMap(({ engines }) => engines))]
    await writeFile(options.json, `${JSON.stringify({ ...context, models, minutes: options.minutes, rows }, null, 2)}\n`)
  }
  return rows.every(({ refusals }) => refusals.length === 0) && reference.complaints.length === 0
}

function commandOf({ manifest, lang, calls, minutes, withReference }: BenchOptions): string {
  const reference = withReference ? '' : ' --without-reference'
  return `npm run bench:calls -- --manifest ${basename(manifest)} --lang ${lang} --calls ${calls.join(',')} --minutes ${minutes}${reference}`
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-calls-'))
  try {
    return (await bench(readArguments(process.argv.slice(2)), folder)) ? 0 : 1
  } catch (error) {
    const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
    tell(`${error instanceof Error ? error.message : String(error)}${isUsage ? `\n\n${USAGE}` : ''}`)
    return isUsage ? 2 : 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

process.exitCode = await main()
