import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { RecordingOrder } from '@souffleur/media-client'
import { AppError, errorCatalogue, isErrorCode } from '@souffleur/proto'
import { type LiveCall, readWav, runLiveCall } from './live-call.ts'
import { type OwnServer, startOwnServer } from './own-server.ts'
import { type ReplayFigures, replayFigures } from './replay-figures.ts'
import { printEvent, printFigures } from './replay-print.ts'
import { runContext } from './run-context.ts'

const USAGE = `npm run replay -- CALL.wav [--speed 1] [--lang fr|en|auto] [--url http://127.0.0.1:8080] [--protocol native]
                          [--channels advisor,customer] [--json FILE] [--out FILE]

Streams a recording through the media socket of a running Souffleur (or of one started for this replay when none answers
and no --url is given), and prints the transcript, the suggestions and the summary as they come.
A stereo file's left is the advisor, its right the customer; a mono file is one mixed channel.`

const orders = { 'advisor,customer': 'advisor-left', 'customer,advisor': 'customer-left' } as const

class UsageError extends Error {}

interface ReplayArguments {
  readonly file: string
  readonly speed: number
  readonly language: 'fr' | 'en' | 'auto'
  readonly url: string | undefined
  readonly order: RecordingOrder
  readonly json: string | undefined
  readonly out: string | undefined
}

function readArguments(parameters: readonly string[]): ReplayArguments {
  const { values, positionals } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      speed: { type: 'string', default: '1' },
      lang: { type: 'string', default: 'auto' },
      url: { type: 'string' },
      protocol: { type: 'string', default: 'native' },
      channels: { type: 'string', default: 'advisor,customer' },
      json: { type: 'string' },
      out: { type: 'string' },
    },
  })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) throw new UsageError('Expected one WAV file.')
  const speed = Number(values.speed)
  if (!(speed > 0 && speed <= 100)) throw new UsageError(`--speed ${values.speed}: expected a number above 0, at most 100.`)
  if (values.lang !== 'fr' && values.lang !== 'en' && values.lang !== 'auto')
    throw new UsageError(`--lang ${values.lang}: expected fr, en or auto.`)
  if (values.protocol !== 'native') throw new UsageError(`--protocol ${values.protocol}: only native is served by this version.`)
  if (values.channels !== 'advisor,customer' && values.channels !== 'customer,advisor') {
    throw new UsageError(`--channels ${values.channels}: expected advisor,customer or customer,advisor.`)
  }
  return { file, speed, language: values.lang, url: values.url, order: orders[values.channels], json: values.json, out: values.out }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}

const DEFAULT_URL = 'http://127.0.0.1:8080'

async function replay(parameters: ReplayArguments): Promise<ReplayFigures> {
  const wav = await readWav(parameters.file)
  const running = parameters.url ?? ((await answers(DEFAULT_URL)) ? DEFAULT_URL : undefined)
  let own: OwnServer | undefined
  if (running === undefined) {
    process.stderr.write(`Nothing answers at ${DEFAULT_URL}: starting a Souffleur for this replay.\n`)
    own = await startOwnServer()
  }
  try {
    const call = await runLiveCall(wav, {
      serverUrl: running ?? own?.url ?? DEFAULT_URL,
      language: parameters.language,
      speed: parameters.speed,
      title: basename(parameters.file),
      order: parameters.order,
      token: process.env.SOUFFLEUR_STREAM_TOKEN ?? '',
      onEvent: printEvent,
    })
    failUnlessComplete(call)
    return replayFigures(call)
  } finally {
    await own?.stop()
  }
}

/** The exit status is 0 only for a call that was followed to its end. */
function failUnlessComplete(call: LiveCall): void {
  const { completed, error, closeCode } = call.closed
  if (completed) return
  if (error !== undefined && isErrorCode(error.code)) throw new AppError(error.code)
  throw new Error(`The server went away before the end of the call (close code ${closeCode}).`)
}

function commandOf({ file, speed, language }: ReplayArguments): string {
  return `npm run replay -- ${basename(file)} --speed ${speed} --lang ${language}`
}

async function main(): Promise<number> {
  try {
    const parameters = readArguments(process.argv.slice(2))
    const figures = await replay(parameters)
    printFigures(figures)
    if (parameters.json !== undefined) {
      await writeFile(parameters.json, `${JSON.stringify({ ...figures, ...runContext(commandOf(parameters)) }, null, 2)}\n`)
    }
    if (parameters.out !== undefined)
      await writeFile(parameters.out, figures.utterances.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return 0
  } catch (error) {
    if (error instanceof UsageError || (error instanceof TypeError && 'code' in error)) {
      process.stderr.write(`${error.message}\n\n${USAGE}\n`)
      return 2
    }
    if (error instanceof AppError) process.stderr.write(`${error.message}\n${errorCatalogue[error.code].action.en}\n`)
    else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

process.exitCode = await main()
