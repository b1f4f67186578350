/**
 * `npm run models -- list | pull NAME... | pull --all | verify | build NAME --from FOLDER`.
 * Exit code 0 only when everything asked for is in order.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError, errorCatalogue } from '@souffleur/proto'
import { buildModel } from './build-model.ts'
import { type ModelState, readManifest } from './built-manifest.ts'
import { readModelsConfig } from './config.ts'
import { ensureModels } from './fetcher.ts'
import { checkExtraModel, checkModel, extraModels } from './model-files.ts'
import { createProgressDisplay } from './progress-display.ts'
import { type Model, registry } from './registry.ts'
import { whatGoesWithout } from './unserved-languages.ts'

const USAGE = 'Usage: npm run models -- list | pull NAME... | pull --all | verify | build NAME --from FOLDER\n'

const say = (line: string) => process.stdout.write(`${line}\n`)
const complain = (line: string) => process.stderr.write(`${line}\n`)

const stateWords: Record<ModelState, string> = {
  good: 'installed',
  missing: 'not installed',
  corrupt: 'damaged',
  outdated: 'of another version',
}

async function list(): Promise<number> {
  const { filesFolder } = readModelsConfig(process.env)
  const rows = [['MODEL', 'PURPOSE', 'LANGUAGES', 'LICENCE', 'MB', 'STATE']]
  for (const model of registry) {
    const state = await checkModel(model, filesFolder)
    rows.push([
      model.name,
      model.purpose,
      model.languages.join(' '),
      model.licence,
      await sizeOf(model, filesFolder),
      await describeState(model.name, state),
    ])
  }
  for (const name of await extraModels(filesFolder)) {
    const state = await checkExtraModel(name, filesFolder)
    const size = inMegabytes((await builtBytes(join(filesFolder, name))) ?? 0)
    // Who built it knows its licence.
    rows.push([name, 'speech-recognition', 'fr en', '-', size, await describeState(name, state)])
  }
  printTable(rows)
  return 0
}

async function describeState(name: string, state: ModelState): Promise<string> {
  const reading = await readManifest(join(readModelsConfig(process.env).filesFolder, name))
  const own = state === 'good' && reading.state === 'read' && reading.manifest.origin === 'site'
  return own ? `${stateWords[state]}, built from files of your own` : stateWords[state]
}

async function sizeOf(model: Model, filesFolder: string): Promise<string> {
  if (model.form === 'published') return inMegabytes(model.files.reduce((sum, file) => sum + file.bytes, 0))
  return inMegabytes((await builtBytes(join(filesFolder, model.name))) ?? model.builtBytes)
}

async function builtBytes(folder: string): Promise<number | undefined> {
  const reading = await readManifest(folder)
  return reading.state === 'read' ? reading.manifest.files.reduce((sum, file) => sum + file.bytes, 0) : undefined
}

const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(0)

/** A model that can't be had doesn't keep the others from coming. */
async function pull(names: readonly string[], all: boolean): Promise<number> {
  const wanted = all ? registry.map((model) => model.name) : names
  if (wanted.length === 0) return usage()
  const display = createProgressDisplay(process.stderr)
  const inOrder: string[] = []
  for (const name of wanted) {
    try {
      await ensureModels([name], { onProgress: display.show })
      inOrder.push(name)
    } catch (error) {
      display.end()
      explain(error)
    }
  }
  display.end()
  if (inOrder.length > 0) say(`In order: ${inOrder.join(', ')}`)
  if (inOrder.length === wanted.length) return 0
  const { filesFolder } = readModelsConfig(process.env)
  for (const line of await whatGoesWithout(
    wanted.filter((name) => !inOrder.includes(name)),
    filesFolder,
  ))
    complain(line)
  return 1
}

async function build(name: string | undefined, from: string | undefined): Promise<number> {
  if (name === undefined || from === undefined) return usage()
  const display = createProgressDisplay(process.stderr)
  try {
    await buildModel(name, from, { onProgress: display.show })
  } finally {
    display.end()
  }
  say(`${name}: built`)
  return 0
}

async function verify(): Promise<number> {
  const { filesFolder } = readModelsConfig(process.env)
  let worst = 0
  const tell = (name: string, state: ModelState, remedy: string) => {
    if (state !== 'good') worst = 1
    say(state === 'good' ? `${name}: good` : `${name}: ${state}. Run \`npm run models -- ${remedy}\`.`)
  }
  for (const model of registry) tell(model.name, await checkModel(model, filesFolder), `pull ${model.name}`)
  for (const name of await extraModels(filesFolder)) tell(name, await checkExtraModel(name, filesFolder), `build ${name} --from FOLDER`)
  return worst
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows)
    say(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

function usage(): number {
  process.stderr.write(USAGE)
  return 2
}

function explain(error: unknown): void {
  const lines = error instanceof AppError ? [error.message, errorCatalogue[error.code].action.en] : [String(error)]
  for (const line of lines) complain(line)
}

function readWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], allowPositionals: true, options: { all: { type: 'boolean' }, from: { type: 'string' } } })
  } catch {
    return undefined
  }
}

async function run(words: readonly string[]): Promise<number> {
  const read = readWords(words)
  const [command, ...names] = read?.positionals ?? []
  switch (command) {
    case 'list':
      return list()
    case 'pull':
      return pull(names, read?.values.all === true)
    case 'verify':
      return verify()
    case 'build':
      return build(names[0], read?.values.from)
    default:
      return usage()
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  explain(error)
  process.exitCode = 1
}
