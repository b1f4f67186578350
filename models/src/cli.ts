/** `npm run models -- list | pull NAME... | pull --all | verify`. Exit code 0 only when everything asked for is in order. */
import { AppError, errorCatalogue } from '@souffleur/proto'
import { readModelsConfig } from './config.ts'
import { ensureModels } from './fetcher.ts'
import { checkModel } from './model-files.ts'
import { installableModels, type Model, registry } from './registry.ts'

const USAGE = 'Usage: npm run models -- list | pull NAME... | pull --all | verify\n'

const say = (line: string) => process.stdout.write(`${line}\n`)

async function describeState(model: Model): Promise<string> {
  if (model.state === 'planned') return 'planned'
  return (await checkModel(model, readModelsConfig(process.env).filesFolder)) === 'good' ? 'installed' : 'not installed'
}

async function list(): Promise<number> {
  const rows = [['MODEL', 'PURPOSE', 'LANGUAGES', 'LICENCE', 'MB', 'STATE']]
  for (const model of registry) {
    const bytes = model.state === 'available' ? model.files.reduce((sum, file) => sum + file.bytes, 0) : undefined
    const size = bytes === undefined ? '-' : (bytes / 1e6).toFixed(0)
    rows.push([model.name, model.purpose, model.languages.join(' '), model.licence, size, await describeState(model)])
  }
  printTable(rows)
  return 0
}

async function pull(names: readonly string[]): Promise<number> {
  const wanted = names.includes('--all') ? installableModels().map((model) => model.name) : names
  if (wanted.length === 0) return usage()
  await ensureModels(wanted, { onProgress: (line) => process.stderr.write(`${line}\n`) })
  say(`In order: ${wanted.join(', ')}`)
  return 0
}

async function verify(): Promise<number> {
  const { filesFolder } = readModelsConfig(process.env)
  let worst = 0
  for (const model of installableModels()) {
    const state = await checkModel(model, filesFolder)
    if (state !== 'good') worst = 1
    say(state === 'good' ? `${model.name}: good` : `${model.name}: ${state}. Run \`npm run models -- pull ${model.name}\`.`)
  }
  return worst
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows) say(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
}

function usage(): number {
  process.stderr.write(USAGE)
  return 2
}

async function run([command, ...names]: readonly string[]): Promise<number> {
  switch (command) {
    case 'list':
      return list()
    case 'pull':
      return pull(names)
    case 'verify':
      return verify()
    default:
      return usage()
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const lines = error instanceof AppError ? [error.message, errorCatalogue[error.code].action.en] : [String(error)]
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = 1
}
