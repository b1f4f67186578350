import { randomUUID } from 'node:crypto'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { type CallEvent, CallEventSchema, type Summary, SummaryState } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { Counter, Histogram } from 'prom-client'
import { type CallNotes, isOver, isUnderstood, noteEvent, openNotes } from './call-notes.ts'
import type { WrapupCatalogue } from './catalogue.ts'
import type { ChosenDisposition } from './disposition.ts'
import { type Narrator, narrateSummary } from './narrate-call.ts'
import { templateForQueue } from './template/standard-template.ts'
import type { SummaryTemplate, SummaryTemplates } from './template/template.ts'
import { writeSummary } from './write-summary.ts'

/** A draft follows what is said at most this often. */
const DRAFT_INTERVAL_MS = 2000
/** How long a finished call waits for assist's last word on its utterances. */
const UNDERSTANDING_PATIENCE_MS = 1000

interface WrapupDependencies {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** As it holds now: people change it. */
  catalogue(): WrapupCatalogue
  /** What advisors chose in earlier calls, as far as it is known now. */
  chosen?(): readonly ChosenDisposition[]
  /** Those of the calls that begin now: a call keeps the one that it began with. */
  readonly templates: () => SummaryTemplates
  /** What is stored of a call that another process had until now, the event included; without it, such a call has no summary from here. */
  pastOf?(event: CallEvent): Promise<CallPast>
  /** Retells finished calls in sentences, where there is a language model. */
  readonly narrator?: Narrator
}

/** A call's events so far, in order, and how far its summary had come. */
export interface CallPast {
  readonly events: readonly CallEvent[]
  readonly summaryRevision: number
  readonly hasCompleteSummary: boolean
}

/** Drafts that another process may have told of and nobody had stored yet. */
const REVISION_MARGIN = 100
/** Calls whose summary is complete: what still comes of them is late. */
const REMEMBERED_CALLS = 4096
/** What a summary is written from. */
const noted: ReadonlySet<CallEvent['body']['case']> = new Set([
  'utterance',
  'utteranceUnderstood',
  'callEnded',
  'transcriptCompleted',
] as const)

export interface Wrapup {
  stop(): void
}

interface OpenCall {
  notes: CallNotes
  readonly template: SummaryTemplate
  readonly templateVersion: number
  revision: number
  cancelDraft: CancelTimer | undefined
  cancelPatience: CancelTimer | undefined
}

/**
 * Keeps a draft summary of every call current and publishes it as `SummaryUpdated`: DRAFT during the call, COMPLETE once
 * when everything said has been transcribed and understood. A failure in one call is logged and ends with that call.
 */
export function createWrapup({
  bus,
  clock,
  log,
  metrics,
  catalogue,
  templates,
  chosen = () => [],
  pastOf,
  narrator,
}: WrapupDependencies): Wrapup {
  const calls = new Map<string, OpenCall>()
  /** Ids and epochs of calls that are done with, the earliest first. */
  const closed = new Map<string, number>()
  /** Events of calls whose past is being read. */
  const waiting = new Map<string, CallEvent[]>()
  const written = new Counter({
    name: 'souffleur_summaries_total',
    help: 'Summaries published, by state.',
    labelNames: ['state'] as const,
    registers: [metrics],
  })
  const writingSeconds = new Histogram({
    name: 'souffleur_summary_writing_seconds',
    help: 'Time to write one summary from the notes of a call.',
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2],
    registers: [metrics],
  })

  const unsupportedLines = new Counter({
    name: 'souffleur_summary_lines_unsupported_total',
    help: 'Lines that were left out of a summary because their evidence did not bear them out. Always 0 unless a rule is wrong.',
    registers: [metrics],
  })

  const narrations = new Counter({
    name: 'souffleur_summary_narrations_total',
    help: 'Finished summaries that were to be retold by the language model, by what became of it.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  })
  const removedClaims = new Counter({
    name: 'souffleur_summary_claims_removed_total',
    help: 'Sentences of the language model that no quote of the call bore out. Nobody sees them.',
    registers: [metrics],
  })
  let stopped = false

  const send = ({ callId, epoch }: CallNotes, body: NonNullable<MessageInitShape<typeof CallEventSchema>['body']>): void => {
    bus.publishEvent(create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: clock.unixMs(), body }))
  }

  const publish = (call: OpenCall, state: SummaryState): Summary => {
    const startedMs = clock.monotonicMs()
    call.revision += 1
    const { template, templateVersion, revision } = call
    const { summary, unsupported } = writeSummary(call.notes, {
      catalogue: catalogue(),
      chosen: chosen(),
      template,
      templateVersion,
      revision,
      state,
    })
    writingSeconds.observe((clock.monotonicMs() - startedMs) / 1000)
    unsupportedLines.inc(unsupported)
    written.inc({ state: state === SummaryState.DRAFT ? 'draft' : 'complete' })
    send(call.notes, { case: 'summaryUpdated', value: { summary } })
    return summary
  }

  /** Comes after the summary, as an event of its own: an advisor who has begun to correct is not disturbed. */
  const narrate = async ({ notes }: OpenCall, summary: Summary): Promise<void> => {
    if (narrator === undefined) return
    const { outcome, narrated } = await narrateSummary(summary, notes.utterances, narrator)
    narrations.inc({ outcome })
    if (narrated === undefined || stopped) return
    removedClaims.inc(narrated.removed)
    send(notes, { case: 'summaryNarrated', value: narrated })
  }

  const complete = (call: OpenCall): void => {
    close(call)
    const summary = publish(call, SummaryState.COMPLETE)
    narrate(call, summary).catch((error: unknown) =>
      log.error('A summary could not be retold', { callId: call.notes.callId, code: 'internal.unexpected', error }),
    )
  }

  const close = (call: OpenCall): void => {
    const { callId, epoch } = call.notes
    call.cancelDraft?.()
    call.cancelPatience?.()
    calls.delete(callId)
    rememberClosed(callId, epoch)
  }

  const rememberClosed = (callId: string, epoch: number): void => {
    closed.delete(callId)
    closed.set(callId, epoch)
    const [oldest] = closed.keys()
    if (closed.size > REMEMBERED_CALLS && oldest !== undefined) closed.delete(oldest)
  }

  const guarded = (call: OpenCall, work: () => void) => (): void => {
    try {
      work()
    } catch (error) {
      log.error('The summary of a call could not be written', { callId: call.notes.callId, code: 'internal.unexpected', error })
    }
  }

  const advance = (call: OpenCall, event: CallEvent): void => {
    const before = call.notes
    call.notes = noteEvent(before, event)
    const saysMore = call.notes.utterances !== before.utterances || call.notes.intents !== before.intents
    if (call.notes !== before && (saysMore || isOver(call.notes))) follow(call)
  }

  /** The summary that the notes call for by now: at once, in a moment, or as a draft. */
  const follow = (call: OpenCall): void => {
    if (isUnderstood(call.notes)) {
      complete(call)
      return
    }
    if (isOver(call.notes)) {
      call.cancelPatience ??= clock.setTimer(
        guarded(call, () => complete(call)),
        UNDERSTANDING_PATIENCE_MS,
      )
      return
    }
    call.cancelDraft ??= clock.setTimer(
      guarded(call, () => {
        call.cancelDraft = undefined
        publish(call, SummaryState.DRAFT)
      }),
      DRAFT_INTERVAL_MS,
    )
  }

  /** Another process had the call: its notes are made again from what is stored. */
  const takeUp = (event: CallEvent, read: NonNullable<typeof pastOf>): void => {
    const { callId, epoch } = event
    waiting.set(callId, [])
    void read(event).then((past) => {
      const later = waiting.get(callId) ?? []
      waiting.delete(callId)
      if (stopped) return
      if (past.hasCompleteSummary) {
        rememberClosed(callId, epoch)
        return
      }
      const known = new Set(past.events.map(({ eventId }) => eventId))
      const start = past.events.find(({ body }) => body.case === 'callStarted')
      const call = openCall(calls, start ?? event, templates())
      call.revision = past.summaryRevision + REVISION_MARGIN
      call.notes = past.events.reduce(noteEvent, call.notes)
      log.info('A call goes on here', { service: 'wrapup', callId, epoch })
      const fresh = [event, ...later].filter(({ eventId }) => !known.has(eventId))
      guarded(call, () => follow(call))()
      for (const each of fresh) take(each)
    })
  }

  const take = (event: CallEvent): void => {
    const { callId, epoch, body } = event
    const queued = waiting.get(callId)
    if (queued !== undefined) {
      queued.push(event)
      return
    }
    const call = body.case === 'callStarted' ? openCall(calls, event, templates()) : calls.get(callId)
    if (call !== undefined && call.notes.epoch === epoch) guarded(call, () => advance(call, event))()
    else if (call === undefined && pastOf !== undefined && noted.has(body.case) && (closed.get(callId) ?? -1) < epoch) takeUp(event, pastOf)
  }

  // A call that is over waits a moment for assist: until its summary is out, its end is told to whoever takes the call over. One that is given up
  // when wrapup stops is theirs as well.
  const settling = ({ callId, body }: CallEvent) =>
    body.case === 'callEnded' || body.case === 'transcriptCompleted'
      ? () => !stopped && !calls.has(callId) && !waiting.has(callId)
      : () => true

  const unsubscribe = bus.subscribeEvents('wrapup', take, { settling })

  return {
    stop() {
      stopped = true
      unsubscribe()
      for (const call of calls.values()) close(call)
    },
  }
}

function openCall(calls: Map<string, OpenCall>, event: CallEvent, templates: SummaryTemplates): OpenCall {
  const queue = event.body.case === 'callStarted' ? event.body.value.queue : ''
  const call: OpenCall = {
    notes: openNotes(event.callId, event.epoch),
    template: templateForQueue(templates, queue),
    templateVersion: templates.version,
    revision: 0,
    cancelDraft: undefined,
    cancelPatience: undefined,
  }
  calls.set(event.callId, call)
  return call
}
