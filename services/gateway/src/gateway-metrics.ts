import { GapReason } from '@souffleur/proto'
import type { Metrics } from '@souffleur/telemetry'
import { Counter, Gauge } from 'prom-client'
import type { ChannelCounters } from './channel-account.ts'

export const metricNames = {
  activeCalls: 'souffleur_gateway_active_calls',
  callsEnded: 'souffleur_gateway_calls_ended_total',
  refusals: 'souffleur_gateway_refusals_total',
  frames: 'souffleur_gateway_frames_total',
  samples: 'souffleur_gateway_samples_total',
  bytes: 'souffleur_gateway_audio_bytes_total',
  drops: 'souffleur_gateway_drops_total',
  gaps: 'souffleur_gateway_gaps_total',
  remarks: 'souffleur_gateway_remarks_total',
  partialsLeftOut: 'souffleur_gateway_partials_left_out_total',
} as const

export interface GatewayMetrics {
  noteEnded(reason: string): void
  noteReport(code: string): void
  noteBadFrame(code: string): void
  noteRemark(code: string): void
  noteGap(reason: GapReason): void
  notePartialLeftOut(): void
}

export interface GatewayReadings {
  activeCalls(): number
  /** Of all calls since the start, those running included. Read when somebody scrapes, so that frames cost nothing here. */
  totals(): Readonly<ChannelCounters>
}

export function createGatewayMetrics(registry: Metrics, readings: GatewayReadings): GatewayMetrics {
  const registers = [registry]
  registerReadings(registry, readings)
  const ended = new Counter({ name: metricNames.callsEnded, help: 'Calls ended, by reason.', labelNames: ['reason'], registers })
  const refusals = new Counter({ name: metricNames.refusals, help: 'Errors told to peers, by code.', labelNames: ['code'], registers })
  const badFrames = new Counter({
    name: metricNames.drops,
    help: 'Frames dropped because they could not be read, by code.',
    labelNames: ['code'],
    registers,
  })
  const remarks = new Counter({
    name: metricNames.remarks,
    help: 'Oddities of peers whose call went on, by code.',
    labelNames: ['code'],
    registers,
  })
  const gaps = new Counter({ name: metricNames.gaps, help: 'Gaps in the audio of channels, by reason.', labelNames: ['reason'], registers })
  const leftOut = new Counter({ name: metricNames.partialsLeftOut, help: 'Partials not relayed to slow readers.', registers })
  return {
    noteEnded: (reason) => ended.inc({ reason }),
    noteReport: (code) => refusals.inc({ code }),
    noteBadFrame: (code) => badFrames.inc({ code }),
    noteRemark: (code) => remarks.inc({ code }),
    noteGap: (reason) => gaps.inc({ reason: GapReason[reason].toLowerCase() }),
    notePartialLeftOut: () => leftOut.inc(),
  }
}

function registerReadings(registry: Metrics, { activeCalls, totals }: GatewayReadings): void {
  const registers = [registry]
  new Gauge({
    name: metricNames.activeCalls,
    help: 'Calls whose audio is being received.',
    registers,
    collect() {
      this.set(activeCalls())
    },
  })
  new Counter({
    name: metricNames.frames,
    help: 'Media frames received, by what became of them.',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { framesForwarded, framesPaused, framesDuplicate, framesLate } = totals()
      setAll(this, { forwarded: framesForwarded, paused: framesPaused, duplicate: framesDuplicate, late: framesLate })
    },
  })
  new Counter({
    name: metricNames.samples,
    help: 'Samples received, by what became of them; lost ones never came.',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { samplesForwarded, samplesPaused, samplesDropped, samplesLost } = totals()
      setAll(this, { forwarded: samplesForwarded, paused: samplesPaused, dropped: samplesDropped, lost: samplesLost })
    },
  })
  new Counter({
    name: metricNames.bytes,
    help: 'Bytes of audio received, headers not counted.',
    registers,
    collect() {
      this.reset()
      this.inc(totals().bytesReceived)
    },
  })
}

function setAll(counter: Counter<'outcome'>, byOutcome: Readonly<Record<string, number>>): void {
  counter.reset()
  for (const [outcome, count] of Object.entries(byOutcome)) counter.inc({ outcome }, count)
}
