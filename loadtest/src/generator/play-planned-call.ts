import type { Clock } from '@souffleur/flow'
import { type ProtocolName, protocolOf, type TelephonyClient } from '@souffleur/media-client'
import { AppError, type CallEvent, Channel, SummaryState } from '@souffleur/proto'
import { type CallChannel, callChannels } from '../calls/compose-call.ts'
import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import { finalLatencies, firstWordLatencies, type SpokenTurn } from '../calls/match-speech.ts'
import { SeededRandom } from '../calls/seeded-random.ts'
import { planDisruptions } from '../line/disruptions.ts'
import { NetworkPath } from '../line/network-path.ts'
import type { Schedule } from '../line/schedule.ts'
import { compareWords, expectedWords, type Stay } from '../measure/words-lost.ts'
import { ObservedCall, spokenTextOf } from '../observed-call.ts'
import type { PlannedCall } from '../scenario/plan-calls.ts'
import type { CallGroup } from '../scenario/scenario.ts'
import { type EncodedSounds, FrameSource } from '../sound/frame-source.ts'
import type { SoundPlan } from '../sound/plan-sound.ts'
import type { CallWatcher } from '../watch-calls.ts'
import type { CallResult, HeardAlone, Timed } from './messages.ts'
import { MOMENT_MS, sendSound } from './sent-sound.ts'

export interface PlayingPorts {
  readonly clock: Clock
  readonly schedule: Schedule
  /** The run's start, on the clock. */
  readonly runStartMs: number
  readonly serverUrl: string
  readonly doorUrl: string | undefined
  readonly credential: string | undefined
  readonly watcher: CallWatcher | undefined
  readonly heardAlone: HeardAlone
  readonly patienceMs: number
  readonly signal: AbortSignal
  sounds(encoding: EncodedSounds['encoding']): EncodedSounds
  onSent(lateMs: number): void
  /** A final text came, so long after the end of speech that the server found. */
  onFinal(ms: number): void
}

/** One connection of a call, and what was seen of it. */
interface Leg {
  readonly observed: ObservedCall
  readonly fromMs: number
  readonly toMs: number
}

/** Plays one call of a plan to its end, and measures it. A failure is a result. */
export async function playPlannedCall(planned: PlannedCall, group: CallGroup, plan: SoundPlan, ports: PlayingPorts): Promise<CallResult> {
  return new CallPlayer(planned, group, plan, ports).play()
}

class CallPlayer {
  readonly #planned: PlannedCall
  readonly #group: CallGroup
  readonly #plan: SoundPlan
  readonly #ports: PlayingPorts
  /** When people begin to speak. */
  readonly #startMs: number
  /** Of the sound's channels: places in the plan. */
  readonly #channels: readonly number[]
  readonly #legs: Leg[] = []
  readonly #callIds: string[] = []
  readonly #connects: Timed[] = []
  #failure: string | null = null
  #moments = 0
  #framesLost = 0

  constructor(planned: PlannedCall, group: CallGroup, plan: SoundPlan, ports: PlayingPorts) {
    this.#planned = planned
    this.#group = group
    this.#plan = plan
    this.#ports = ports
    this.#startMs = ports.runStartMs + planned.startMs
    const wanted = callChannels.map((_, index) => index).filter((index) => group.channels === 'both' || nameOf(index) === group.channels)
    this.#channels = wanted
  }

  async play(): Promise<CallResult> {
    const { durationMs, seed } = this.#planned
    const { lateMs, cut, pause } = planDisruptions(this.#group, durationMs, new SeededRandom(seed))
    const random = new SeededRandom(seed + 7)
    const path = new NetworkPath(this.#group.network, this.#channels.length, random)
    try {
      await this.#playLeg({ fromMs: 0, toMs: cut?.atMs ?? durationMs, connectAtMs: lateMs, isCut: cut !== undefined, pause, path })
      if (cut !== undefined && this.#failure === null) {
        const backMs = ceilMoment(cut.atMs + cut.backAfterMs)
        await this.#playLeg({ fromMs: backMs, toMs: durationMs, connectAtMs: backMs, isCut: false, pause: undefined, path })
      }
    } catch (error) {
      this.#failure = error instanceof AppError ? error.code : this.#ports.signal.aborted ? 'stopped' : nameOfError(error)
    }
    return this.#result(pause)
  }

  async #playLeg(leg: {
    readonly fromMs: number
    readonly toMs: number
    readonly connectAtMs: number
    readonly isCut: boolean
    readonly pause: { readonly fromMs: number; readonly toMs: number } | undefined
    readonly path: NetworkPath
  }): Promise<void> {
    const { clock, schedule, signal, watcher, patienceMs, onFinal } = this.#ports
    await schedule.until(this.#startMs + leg.connectAtMs, signal)
    const observed = new ObservedCall((_, positionMs) => this.#startMs + leg.fromMs + positionMs)
    const summarised = Promise.withResolvers<void>()
    const observe = (event: CallEvent, arrivedAtMs: number): void => {
      observed.observe(event, arrivedAtMs)
      if (event.body.case === 'utterance') onFinal(arrivedAtMs - this.#startMs - leg.fromMs - event.body.value.endMs)
      if (observed.summary?.state === SummaryState.COMPLETE) summarised.resolve()
    }
    const client = await this.#connect(watcher === undefined ? observe : undefined)
    this.#legs.push({ observed, fromMs: leg.fromMs, toMs: leg.toMs })
    this.#callIds.push(client.callId)
    const onStop = () => client.disconnect()
    signal.addEventListener('abort', onStop, { once: true })
    try {
      await watcher?.watch(client.callId, observe)
      const sending = this.#send(client, leg)
      this.#planPause(client, leg.pause)
      await sending.done
      this.#moments += sending.moments
      this.#framesLost += sending.framesLost
      if (leg.isCut) {
        client.disconnect()
        return
      }
      observed.noteEndSent(clock.monotonicMs())
      client.end()
      const closed = await client.closed
      signal.throwIfAborted()
      if (!closed.completed) {
        this.#failure = closed.error?.code ?? `close code ${closed.closeCode}`
        return
      }
      if (watcher !== undefined) await Promise.race([summarised.promise, this.#patience(patienceMs)])
    } finally {
      signal.removeEventListener('abort', onStop)
      watcher?.unwatch(client.callId)
    }
  }

  async #connect(observe: ((event: CallEvent, arrivedAtMs: number) => void) | undefined): Promise<TelephonyClient> {
    const { clock, serverUrl, doorUrl, credential, runStartMs } = this.#ports
    const { language, protocol, name } = this.#group
    const askedAtMs = clock.monotonicMs()
    const client = await protocolOf(protocol).connect(
      doorUrl ?? serverUrl,
      { ...this.#soundFor(protocol), language, title: `${name} ${this.#planned.number}` },
      {
        clock,
        ...(credential === undefined ? {} : { credential }),
        ...(observe === undefined ? {} : { onEvent: (event) => observe(event, clock.monotonicMs()) }),
      },
    )
    const nowMs = clock.monotonicMs()
    this.#connects.push({ atMs: nowMs - runStartMs, ms: nowMs - askedAtMs })
    return client
  }

  #soundFor(protocol: ProtocolName) {
    const channels = this.#channels.map(nameOf)
    return protocolOf(protocol).soundOf({ channels, encoding: 'pcmu', sampleRateHz: LINE_RATE_HZ })
  }

  #send(client: TelephonyClient, { fromMs, toMs, path }: { readonly fromMs: number; readonly toMs: number; readonly path: NetworkPath }) {
    const { clock, schedule, sounds, onSent } = this.#ports
    const { encoding } = this.#soundFor(this.#group.protocol)
    return sendSound(client, {
      schedule,
      source: new FrameSource(this.#plan, sounds(encoding), this.#channels),
      path,
      samplesPerMs: LINE_RATE_HZ / 1000,
      startMs: this.#startMs,
      fromMs,
      toMs,
      everyMs: this.#group.idleFrameMs ?? MOMENT_MS,
      onSent,
      nowMs: () => clock.monotonicMs(),
    })
  }

  #planPause(client: TelephonyClient, pause: { readonly fromMs: number; readonly toMs: number } | undefined): void {
    if (pause === undefined || !protocolOf(this.#group.protocol).canPause) return
    this.#ports.schedule.at(this.#startMs + pause.fromMs, () => client.isOpen && client.pause())
    this.#ports.schedule.at(this.#startMs + pause.toMs, () => client.isOpen && client.resume())
  }

  #patience(ms: number): Promise<void> {
    const { schedule, clock, signal } = this.#ports
    return schedule.until(clock.monotonicMs() + ms, signal)
  }

  #result(pause: { readonly fromMs: number; readonly toMs: number } | undefined): CallResult {
    const { clock, runStartMs } = this.#ports
    const heard = this.#heardStays(pause)
    const spoken = this.#plan.turns.filter(
      ({ channel, spans }) =>
        this.#channels.some((index) => callChannels[index] === channel) &&
        heard.some((stay) => (spans.at(0)?.startMs ?? 0) >= stay.fromMs && (spans.at(-1)?.endMs ?? 0) <= stay.toMs),
    )
    const measured = this.#legs.map((leg) => this.#measureLeg(leg, spoken))
    const last = this.#legs.at(-1)?.observed
    const utterances = this.#legs.flatMap(({ observed }) => observed.utterances)
    return {
      number: this.#planned.number,
      group: this.#planned.group,
      protocol: this.#group.protocol,
      callIds: this.#callIds,
      startedAtMs: this.#planned.startMs,
      endedAtMs: clock.monotonicMs() - runStartMs,
      connectMs: this.#connects,
      failure: this.#failure,
      finals: measured.flatMap(({ finals }) => finals),
      firstWords: measured.flatMap(({ firstWords }) => firstWords),
      suggestions: measured.flatMap(({ suggestions }) => suggestions),
      summaryMs: last?.latencies.summaryMs ?? null,
      expectsSummary: this.#failure === null && (last?.utterances.length ?? 0) > 0,
      turns: spoken.length,
      turnsWithoutFinal: measured.reduce((sum, each) => sum + each.turnsWithoutFinal, 0),
      turnsWithoutFirstWord: measured.reduce((sum, each) => sum + each.turnsWithoutFirstWord, 0),
      momentsSent: this.#moments,
      framesLostOnPurpose: this.#framesLost,
      utterances: utterances.length,
      words: this.#failure === null ? this.#wordsLost(heard) : null,
      gaps: this.#legs.reduce((sum, { observed }) => sum + observed.gaps, 0),
      warnings: this.#legs.flatMap(({ observed }) => observed.warnings),
    }
  }

  #measureLeg({ observed, fromMs, toMs }: Leg, spoken: readonly SpokenTurn[]) {
    const own = spoken
      .filter(({ spans }) => (spans.at(0)?.startMs ?? 0) >= fromMs && (spans.at(-1)?.endMs ?? 0) <= toMs)
      .map(({ channel, spans }) => ({
        channel: this.#heardAs(channel),
        spans: spans.map(({ startMs, endMs }) => ({ startMs: startMs - fromMs, endMs: endMs - fromMs })),
      }))
    const spokenAtMs = (_: Channel, positionMs: number): number => this.#startMs + fromMs + positionMs
    const finals = finalLatencies(own, observed.passages, spokenAtMs)
    const firstWords = firstWordLatencies(own, observed.passages, spokenAtMs)
    const placed = (latencies: readonly number[], positionsMs: readonly number[]): Timed[] =>
      latencies.map((ms, index) => ({ atMs: this.#planned.startMs + fromMs + (positionsMs[index] ?? 0), ms }))
    return {
      finals: placed(finals.latenciesMs, finals.positionsMs),
      firstWords: placed(firstWords.latenciesMs, firstWords.positionsMs),
      suggestions: placed(
        observed.latencies.suggestionMs,
        observed.suggestions.map(({ positionMs }) => positionMs),
      ),
      turnsWithoutFinal: finals.turnsUnmatched,
      turnsWithoutFirstWord: firstWords.turnsUnmatched,
    }
  }

  /** A protocol that carries one party calls it the customer, whoever speaks. */
  #heardAs(channel: CallChannel): CallChannel {
    const index = this.#channels.findIndex((place) => callChannels[place] === channel)
    return this.#soundFor(this.#group.protocol).channels[index] === 'advisor' ? Channel.ADVISOR : Channel.CUSTOMER
  }

  #heardStays(pause: { readonly fromMs: number; readonly toMs: number } | undefined): Stay[] {
    const canPause = protocolOf(this.#group.protocol).canPause
    return this.#legs.flatMap(({ fromMs, toMs }): Stay[] =>
      pause === undefined || !canPause || pause.fromMs >= toMs || pause.toMs <= fromMs
        ? [{ fromMs, toMs }]
        : [
            { fromMs, toMs: pause.fromMs },
            { fromMs: pause.toMs, toMs },
          ],
    )
  }

  #wordsLost(heard: readonly Stay[]): CallResult['words'] {
    let [expected, lost, changed] = [0, 0, 0]
    for (const place of this.#channels) {
      const words = expectedWords(this.#plan.pieces[place] ?? [], this.#ports.heardAlone, heard)
      const channel = callChannels[place]
      if (words === undefined || channel === undefined) return null
      const written = this.#legs.flatMap(({ observed }) =>
        observed.utterances
          .filter((utterance) => utterance.channel === this.#heardAs(channel))
          .toSorted((one, other) => one.startMs - other.startMs)
          .map(spokenTextOf),
      )
      expected += words.length
      const compared = compareWords(words, written)
      lost += compared.lost
      changed += compared.changed
    }
    return { expected, lost, changed }
  }
}

function nameOf(place: number): 'advisor' | 'customer' {
  return callChannels[place] === Channel.ADVISOR ? 'advisor' : 'customer'
}

function ceilMoment(ms: number): number {
  return Math.ceil(ms / MOMENT_MS) * MOMENT_MS
}

function nameOfError(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
