import { AppError } from '@souffleur/proto'
import { type LiveCall, runLiveCall } from '../live-call.ts'
import type { OwnServer } from '../own-server.ts'
import { percentile } from '../percentile.ts'
import { processCost } from '../process-cost.ts'
import type { ComposedCall } from './compose-call.ts'
import type { SpokenAtMs } from './match-speech.ts'
import { type ServerFigures, serverFigures } from './server-metrics.ts'

export interface PlayedCall {
  readonly call: ComposedCall
  readonly live: LiveCall
  readonly spokenAtMs: SpokenAtMs
}

/** N calls at once, and what they cost. */
export interface PlayedRow {
  readonly played: readonly PlayedCall[]
  /** Codes of the calls that the server did not take or that broke. */
  readonly refusals: readonly string[]
  readonly server: ServerFigures
  /** Null where the system doesn't say (not Linux). */
  readonly cpuSeconds: number | null
  readonly residentMiB: number | null
  readonly residentPeakMiB: number | null
  readonly generator: GeneratorFigures
}

/** Whether the sending can be believed: a generator that is late or hungry disturbs what it measures. */
export interface GeneratorFigures {
  /** Of one core. */
  readonly cpuShare: number
  /** Frames, after the moment at which their last sample was spoken. */
  readonly lateP99Ms: number | null
}

/** The frames of the media client. */
const FRAME_MS = 20
/** Calls begin within this time. */
const STARTS_WITHIN_MS = 5000

/** Plays calls at the pace of speech through the server's front door. A call that is refused or breaks doesn't stop the others. */
export async function playCalls(server: OwnServer, calls: readonly ComposedCall[]): Promise<PlayedRow> {
  // Asking resets the server's measure of its event loop.
  await serverFigures(server.url)
  const before = await processCost(server.pid)
  const [ownBefore, startedAtMs] = [process.cpuUsage(), performance.now()]
  const refusals: string[] = []
  const settled = await Promise.all(
    calls.map(async (call, index) => {
      await after((index * STARTS_WITHIN_MS) / calls.length)
      try {
        return await playCall(server, call)
      } catch (error) {
        refusals.push(error instanceof AppError ? error.code : String(error))
        return undefined
      }
    }),
  )
  const own = process.cpuUsage(ownBefore)
  const wallSeconds = (performance.now() - startedAtMs) / 1000
  const cost = await processCost(server.pid)
  const played = settled.filter((one) => one !== undefined)
  for (const { live } of played) if (!live.closed.completed) refusals.push(live.closed.error?.code ?? `close code ${live.closed.closeCode}`)
  return {
    played,
    refusals,
    server: await serverFigures(server.url),
    cpuSeconds: before === null || cost === null ? null : cost.cpuSeconds - before.cpuSeconds,
    residentMiB: cost?.residentMiB ?? null,
    residentPeakMiB: cost?.residentPeakMiB ?? null,
    generator: {
      cpuShare: (own.user + own.system) / 1e6 / wallSeconds,
      lateP99Ms: percentile(played.flatMap(latenessOf), 0.99),
    },
  }
}

async function playCall(server: OwnServer, call: ComposedCall): Promise<PlayedCall> {
  const live = await runLiveCall(call.wav, {
    serverUrl: server.url,
    language: call.language,
    speed: 1,
    title: `capacity ${call.number}`,
    order: 'advisor-left',
    token: '',
  })
  // A frame leaves when its last sample has been spoken: the others were spoken before.
  const spokenAtMs: SpokenAtMs = (channel, positionMs) => live.sentAtMs(channel, positionMs) - (FRAME_MS - (positionMs % FRAME_MS))
  return { call, live, spokenAtMs }
}

/** Of every frame of the first channel, against the most punctual one. */
function latenessOf({ call, live }: PlayedCall): number[] {
  const channel = call.turns[0]?.channel
  if (channel === undefined) return []
  const frames = Math.floor((call.wav.frames * 1000) / call.wav.sampleRateHz / FRAME_MS)
  const startsMs = Array.from({ length: frames }, (_, index) => live.sentAtMs(channel, index * FRAME_MS) - index * FRAME_MS)
  const firstMs = startsMs.reduce((least, startMs) => Math.min(least, startMs), Infinity)
  return startsMs.map((startMs) => startMs - firstMs)
}

function after(delayMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, delayMs)
  return promise
}
