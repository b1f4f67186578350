import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import type { Rewording } from '@souffleur/grounding'
import { AppError, blankTokens, type CallEvent, CallEventSchema, type Language, noteOfNotice, SuggestionVerdict } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { type AssistConfig, defaultAssistConfig } from './assist-config.ts'
import { expiryEvent, offerEvent, rewordedEvent, suggestionNumber, understoodEvent } from './assist-events.ts'
import { createAssistMetrics } from './assist-metrics.ts'
import { EndedCalls } from './ended-calls.ts'
import { guidanceEvent, noticeEvent } from './guidance/guidance-events.ts'
import { emptyGuide, type Guide, guideForQueue } from './guidance/guide.ts'
import type { IntentSource } from './intents/catalogue.ts'
import type { ScoredIntent } from './intents/intent-classifier.ts'
import type { KnowledgeSource } from './knowledge/knowledge-base.ts'
import type { IndexingProgress } from './knowledge/vector-indexing.ts'
import { KnowledgeFollower } from './knowledge-follower.ts'
import type { Meaning } from './meaning/meaning.ts'
import type { SearchHit } from './search-hit.ts'
import type { AttentionEffect } from './suggestions/attention.ts'
import { CallAssistant } from './suggestions/call-assistant.ts'
import { isDealtWith } from './suggestions/restored-call.ts'

export interface AssistDependencies {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly knowledge: KnowledgeSource
  readonly intents: IntentSource
  /** As it stands when a call begins; calls keep the one that they began with. */
  guide?(): Guide
  /** What advisors' feedback does to the odds of a source's suggestions, as it stands: see `SuggestionOffered.source_id`. */
  oddsFactor?(sourceId: string): number
  /** Shortens what is quoted, where a language model is on the premises. The quote never waits for it. */
  readonly rewording?: Pick<Rewording, 'reword' | 'modelName'>
  readonly config?: AssistConfig
  /** What happened in a call that another process had until now, the event included; without it, such a call starts afresh. */
  pastOf?(event: CallEvent): Promise<{ readonly events: readonly CallEvent[] }>
  /** What texts mean; without it, words alone find. */
  readonly meaning?: Meaning
}

export interface Assist {
  /** Resolves when articles and intents have been read for the first time. Rejects when they couldn't be. */
  ready(): Promise<void>
  /** The best passage of each of the best articles, best first; empty before articles have been read. */
  search(query: string, options: { readonly language: Language; readonly limit: number }): Promise<SearchHit[]>
  /** The intents that words would be understood to have, as calls are listened to now; none before articles and intents have been read. */
  understand(text: string, language: Language): Promise<readonly ScoredIntent[]>
  /** Of the vectors of articles; undefined where there is no embedder. */
  vectorProgress(): IndexingProgress | undefined
  stop(): void
}

/** Shorter passages are read as fast as anything made of them. */
const LEAST_REWORDED = 140
/** A call whose transcript never completes is let go of after this. */
const LAST_WORDS_MS = 60_000

interface OpenCall {
  readonly epoch: number
  readonly assistant: CallAssistant
  ended: boolean
  transcribed: boolean
  cancelClosing: (() => void) | undefined
}

/**
 * Listens to every call, publishes `UtteranceUnderstood` for each final utterance, and offers few suggestions, each with the passage that
 * it quotes. What goes wrong in one call is logged and stays there.
 */
export function createAssist({
  bus,
  clock,
  log,
  metrics,
  knowledge,
  intents,
  guide = () => emptyGuide,
  oddsFactor = () => 1,
  rewording,
  config = defaultAssistConfig,
  meaning,
  pastOf,
}: AssistDependencies): Assist {
  const observed = createAssistMetrics(metrics)
  const listening = { leastConfidence: config.leastConfidence, oddsFactor }
  const known = new KnowledgeFollower({ clock, log, observed, knowledge, intents, listening, meaning })
  const calls = new Map<string, OpenCall>()
  const endedCalls = new EndedCalls()
  let stopped = false

  const publish = (callId: string, epoch: number, body: CallEvent['body']): void => {
    const notes = body.case === 'recordingNoticeNoted' ? noteOfNotice(body.value.notice) : undefined
    bus.publishEvent(
      create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: clock.unixMs(), body }),
      undefined,
      notes,
    )
  }

  const guard = (callId: string, work: () => void): void => {
    try {
      work()
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal.unexpected'
      log.error('A call could not be assisted for a moment', { service: 'assist', callId, code, error })
    }
  }

  /** Only what is long enough to be worth it, and only while the suggestion can still be seen. */
  const reword = async (callId: string, epoch: number, { number, finding }: Extract<AttentionEffect, { kind: 'offer' }>): Promise<void> => {
    const { content } = finding.offerable
    if (rewording === undefined || content.kind !== 'answer' || content.candidate.passage.quote.length < LEAST_REWORDED) return
    const asked = calls.get(callId)?.assistant.wordsOf(finding.utteranceId) ?? ''
    const outcome = await rewording.reword({ passage: content.candidate.passage.quote, asked, language: finding.language })
    observed.rewordings.inc({ outcome: outcome.kind })
    const isOpen = calls.get(callId)?.epoch === epoch
    if (outcome.kind !== 'accepted' || !isOpen) return
    publish(callId, epoch, rewordedEvent(callId, number, { text: outcome.text, model: rewording.modelName }))
  }

  const tell = (callId: string, epoch: number, effect: AttentionEffect, guideVersion: number): void => {
    switch (effect.kind) {
      case 'offer':
        publish(callId, epoch, offerEvent(callId, effect, { guideVersion, meaningModel: known.meaningModel }))
        void reword(callId, epoch, effect)
        observed.offered.inc({ language: effect.finding.language, speculative: String(effect.finding.speculative) })
        return
      case 'expire':
        publish(callId, epoch, expiryEvent(callId, effect))
        observed.expired.inc({ reason: effect.reason })
        return
      case 'stay-silent':
        observed.silences.inc({ reason: effect.reason })
    }
  }

  const open = (event: CallEvent, past?: readonly CallEvent[]): OpenCall => {
    const { callId, epoch } = event
    calls.get(callId)?.assistant.close()
    const { language, queue } = startOf([event, ...(past ?? [])]) ?? { language: 'auto', queue: '' }
    const own = guideForQueue(guide(), queue)
    const assistant = new CallAssistant(
      { language, queue, guide: own },
      {
        clock,
        budget: config.budget,
        listener: () => known.listener,
        onUnderstood: (utteranceId, intents) => publish(callId, epoch, understoodEvent(utteranceId, intents)),
        onEffect: (effect) => tell(callId, epoch, effect, own.version),
        onGuidance: (effect, userId) => {
          const body = guidanceEvent(effect, own.version, userId)
          if (body !== undefined) publish(callId, epoch, body)
          const notice = noticeEvent(effect, userId)
          if (notice !== undefined) publish(callId, epoch, notice)
          observed.guidance.inc({ kind: effect.kind })
        },
        onSilence: (reason) => observed.silences.inc({ reason }),
        guard: (work) => guard(callId, work),
      },
    )
    const call: OpenCall = { epoch, assistant, ended: false, transcribed: false, cancelClosing: undefined }
    calls.set(callId, call)
    if (past !== undefined) {
      assistant.restore(callId, past)
      return call
    }
    // What a call began with before this process listened is open on its screens already.
    if (event.body.case === 'callStarted') assistant.begin()
    return call
  }

  const close = (callId: string, call: OpenCall): void => {
    call.cancelClosing?.()
    call.assistant.close()
    if (calls.get(callId) === call) calls.delete(callId)
    endedCalls.add(callId, call.epoch)
  }

  /** The call that an event belongs to; one that began before this process listened is opened by its first event. */
  const callOf = (event: CallEvent): OpenCall | undefined => {
    const { callId, epoch } = event
    const current = calls.get(callId)
    if (current !== undefined && current.epoch === epoch) return current
    if (endedCalls.has(callId, epoch) || (current !== undefined && current.epoch > epoch)) {
      observed.lateEvents.inc()
      return undefined
    }
    return open(event)
  }

  /** Events of calls whose past is being read. */
  const waiting = new Map<string, CallEvent[]>()

  /** A call that another process had: it goes on from what is stored of it. Partials alone aren't worth it. */
  const takeUp = (event: CallEvent, read: NonNullable<typeof pastOf>): void => {
    const { callId, epoch } = event
    if (event.body.case === 'partialTranscript') return
    waiting.set(callId, [])
    void read(event).then(({ events }) => {
      const later = waiting.get(callId) ?? []
      waiting.delete(callId)
      if (stopped) return
      const known = new Set(events.map(({ eventId }) => eventId))
      guard(callId, () => {
        const call = open(event, events)
        for (const each of events) if (each.body.case === 'callEnded' || each.body.case === 'transcriptCompleted') handle(each, call)
        if (!known.has(event.eventId)) handle(event, call)
        for (const each of later) if (!known.has(each.eventId)) take(each)
      })
      observed.takenOver.inc()
      log.info('A call goes on here', { service: 'assist', callId, epoch })
    })
  }

  const take = (event: CallEvent): void => {
    const queued = waiting.get(event.callId)
    if (queued !== undefined) {
      queued.push(event)
      return
    }
    const isKnown = calls.has(event.callId) || endedCalls.has(event.callId, event.epoch) || event.body.case === 'callStarted'
    if (pastOf !== undefined && !isKnown) {
      takeUp(event, pastOf)
      return
    }
    const call = callOf(event)
    if (call !== undefined) handle(event, call)
  }

  const finishing = (callId: string, call: OpenCall): void => {
    if (call.ended && call.transcribed) close(callId, call)
    else if (call.ended) call.cancelClosing ??= clock.setTimer(() => close(callId, call), LAST_WORDS_MS)
  }

  const handle = (event: CallEvent, call: OpenCall): void => {
    const { body, callId } = event
    switch (body.case) {
      case 'partialTranscript':
        call.assistant.hearPartial({ ...body.value, firmText: blankTokens(body.value.firmText) })
        return
      case 'utterance': {
        const startedMs = clock.monotonicMs()
        // A token stands for a value, not for a word; blanks keep the places of the others.
        call.assistant.hearFinal({ ...body.value, text: blankTokens(body.value.text) })
        observed.understandingSeconds.observe((clock.monotonicMs() - startedMs) / 1000)
        return
      }
      case 'suggestionJudged': {
        const number = suggestionNumber(callId, body.value.suggestionId)
        if (number !== undefined && isDealtWith(body.value.verdict))
          call.assistant.judge(number, body.value.verdict === SuggestionVerdict.DISMISSED)
        return
      }
      case 'guideItemMarked':
        call.assistant.mark(body.value)
        return
      case 'callEnded':
        call.ended = true
        call.assistant.end()
        finishing(callId, call)
        return
      case 'transcriptCompleted':
        call.transcribed = true
        finishing(callId, call)
    }
  }

  const unsubscribe = bus.subscribeEvents('assist', (event) => {
    if (!heard.has(event.body.case)) return
    guard(event.callId, () => take(event))
  })

  return {
    ready: () => known.ready,
    search: (query, { language, limit }) => known.search(query, language, limit),
    understand: async (text, language) => {
      await known.listener?.prepare(text, language)
      return known.listener?.intentsOf(text, language) ?? []
    },
    vectorProgress: () => known.vectorProgress,
    stop() {
      stopped = true
      unsubscribe()
      known.stop()
      for (const call of calls.values()) {
        call.cancelClosing?.()
        call.assistant.close()
      }
      calls.clear()
    },
  }
}

function startOf(events: readonly CallEvent[]): { readonly language: string; readonly queue: string } | undefined {
  return events.flatMap(({ body }) => (body.case === 'callStarted' ? [body.value] : []))[0]
}

/** Everything else is nothing to listen to: assist's own events come back over the bus too. */
const heard: ReadonlySet<CallEvent['body']['case']> = new Set([
  'callStarted',
  'partialTranscript',
  'utterance',
  'suggestionJudged',
  'guideItemMarked',
  'callEnded',
  'transcriptCompleted',
] as const)
