import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { type ProtocolName, protocolNames, protocols, type RecordingOrder } from '@souffleur/media-client'
import { AppError, errorCatalogue, isErrorCode } from '@souffleur/proto'
import { type LiveCall, readWav, runLiveCall } from './live-call.ts'
import { OWN_SERVER_PASSWORD, type OwnServer, startOwnServer } from './own-server.ts'
import { type ReplayFigures, replayFigures } from './replay-figures.ts'
import { printEvent, printFigures } from './replay-print.ts'
import { runContext } from './run-context.ts'
import { type CallWatcher, openCallWatcher } from './watch-calls.ts'

const USAGE = `npm run replay -- CALL.wav [--speed 1] [--lang fr|en|auto] [--url http://127.0.0.1:8080] [--channels advisor,customer]
                          [--protocol ${protocolNames.join('|')}] [--door tcp://127.0.0.1:PORT]
                          [--json FILE] [--out FILE]

Streams a recording through a front door of a running Souffleur (or of one started for this replay when none answers and no
--url is given), as a platform of that protocol would, and prints the transcript, the suggestions and the summary as they come.
A stereo file's left is the advisor, its right the customer; a mono file is one mixed channel, or the customer's where the
protocol knows no mixed one. --door is for a protocol that has a port of its own.

From the environment: SOUFFLEUR_STREAM_TOKEN, the native protocol's bearer token; SOUFFLEUR_SOURCE_CREDENTIAL, another protocol's
credential (USER:PASSWORD, KEY_ID:SECRET or a token). Protocols that bring no events back are followed as a supervisor's browser
follows calls: SOUFFLEUR_WATCHER_USER (supervisor) and SOUFFLEUR_WATCHER_PASSWORD (else SOUFFLEUR_DEMO_PASSWORD).`

const orders = { 'advisor,customer': 'advisor-left', 'customer,advisor': 'customer-left' } as const

class UsageError extends Error {}

interface ReplayArguments {
  readonly file: string
  readonly speed: number
  readonly language: 'fr' | 'en' | 'auto'
  readonly url: string | undefined
  readonly order: RecordingOrder
  readonly protocol: ProtocolName
  readonly door: string | undefined
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
      door: { type: 'string' },
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
  const spoken = protocols.find(({ name }) => name === values.protocol)
  if (spoken === undefined)
    throw new UsageError(`--protocol ${values.protocol}: expected one of ${protocols.map(({ name }) => name).join(', ')}.`)
  if (values.channels !== 'advisor,customer' && values.channels !== 'customer,advisor') {
    throw new UsageError(`--channels ${values.channels}: expected advisor,customer or customer,advisor.`)
  }
  const { lang: language, url, door, json, out } = values
  return { file, speed, language, url, order: orders[values.channels], protocol: spoken.name, door, json, out }
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
  let watcher: CallWatcher | undefined
  try {
    const { file, language, speed, order, protocol, door } = parameters
    const serverUrl = running ?? own?.url ?? DEFAULT_URL
    if (protocol !== 'native') watcher = await openCallWatcher(serverUrl, watcherAccount(own))
    const token = (protocol === 'native' ? process.env.SOUFFLEUR_STREAM_TOKEN : process.env.SOUFFLEUR_SOURCE_CREDENTIAL) ?? ''
    const title = basename(file)
    const options = { serverUrl, doorUrl: door, language, speed, title, order, token, protocol, watcher, onEvent: printEvent }
    const call = await runLiveCall(wav, options)
    failUnlessComplete(call)
    return replayFigures(call)
  } finally {
    watcher?.close()
    await own?.stop()
  }
}

/** A server of our own has a password that we chose. */
function watcherAccount(own: OwnServer | undefined): { readonly username: string; readonly password: string } {
  const { SOUFFLEUR_WATCHER_USER: username = 'supervisor', SOUFFLEUR_WATCHER_PASSWORD, SOUFFLEUR_DEMO_PASSWORD } = process.env
  if (own !== undefined) return { username: 'supervisor', password: OWN_SERVER_PASSWORD }
  const password = SOUFFLEUR_WATCHER_PASSWORD ?? SOUFFLEUR_DEMO_PASSWORD
  if (password === undefined)
    throw new UsageError('This protocol brings no events back: set SOUFFLEUR_WATCHER_PASSWORD to follow the call.')
  return { username, password }
}

/** The exit status is 0 only for a call that was followed to its end. */
function failUnlessComplete(call: LiveCall): void {
  const { completed, error, closeCode } = call.closed
  if (completed) return
  if (error !== undefined && isErrorCode(error.code)) throw new AppError(error.code)
  throw new Error(`The server went away before the end of the call (close code ${closeCode}).`)
}

function commandOf({ file, speed, language, protocol }: ReplayArguments): string {
  return `npm run replay -- ${basename(file)} --speed ${speed} --lang ${language} --protocol ${protocol}`
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
