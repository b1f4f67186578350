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
  /** Retells finished calls in sentences, where there is a language model. */
  readonly narrator?: Narrator
}

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
export function createWrapup({ bus, clock, log, metrics, catalogue, templates, chosen = () => [], narrator }: WrapupDependencies): Wrapup {
  const calls = new Map<string, OpenCall>()
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
    call.cancelDraft?.()
    call.cancelPatience?.()
    calls.delete(call.notes.callId)
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
    if (call.notes === before) return
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
    if (call.notes.utterances === before.utterances && call.notes.intents === before.intents) return
    call.cancelDraft ??= clock.setTimer(
      guarded(call, () => {
        call.cancelDraft = undefined
        publish(call, SummaryState.DRAFT)
      }),
      DRAFT_INTERVAL_MS,
    )
  }

  const unsubscribe = bus.subscribeEvents('wrapup', (event) => {
    const call = event.body.case === 'callStarted' ? openCall(calls, event, templates()) : calls.get(event.callId)
    if (call === undefined || call.notes.epoch !== event.epoch) return
    guarded(call, () => advance(call, event))()
  })

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
