import type { Clock } from '@souffleur/flow'
import { detectLanguage } from '@souffleur/language'
import {
  type CallEvent,
  Channel,
  type GuideItemMarked,
  type Language,
  languages,
  type PartialTranscript,
  type Utterance,
} from '@souffleur/proto'
import { type GuidanceEffect, type GuidanceEvent, type GuidanceState, noGuidance, stepGuidance } from '../guidance/call-guidance.ts'
import type { Guide } from '../guidance/guide.ts'
import type { ScoredIntent } from '../intents/intent-classifier.ts'
import { contentTerms } from '../knowledge/query.ts'
import {
  type AttentionBudget,
  type AttentionEffect,
  type AttentionEvent,
  type AttentionState,
  type FoundOffer,
  nextDeadlineMs,
  noSuggestions,
  stepAttention,
} from './attention.ts'
import { addTurn, type Conversation, newConversation } from './conversation.ts'
import { answerOffer, nextActionOffer, replyOffer } from './offerable.ts'
import { shownSuggestions, speakerOf, understoodIntents } from './restored-call.ts'
import type { Candidate, Listener, SilenceReason, Understanding } from './understanding.ts'

/** Why an utterance brought no suggestion. */
export type Silence = SilenceReason | 'advisor' | 'repeat' | 'unwanted' | 'budget' | 'not-ready'

/** A call, as its start tells it. */
export interface AssistedCall {
  /** "fr", "en" or "auto" */
  readonly language: string
  readonly queue: string
  /** What the organisation wants done in calls of its queue. */
  readonly guide: Guide
}

export interface CallAssistantPorts {
  readonly clock: Clock
  readonly budget: AttentionBudget
  /** Undefined until articles and intents have been read. */
  readonly listener: () => Listener | undefined
  /** Effects are told in order; an utterance's intents come before the suggestions that it brings. */
  onUnderstood(utteranceId: string, intents: readonly ScoredIntent[]): void
  onEffect(effect: AttentionEffect): void
  /** @param userId who ticked by hand; empty when words did */
  onGuidance(effect: GuidanceEffect, userId: string): void
  onSilence(reason: Silence): void
  /** Runs a timer's work with the call's own error handling. */
  guard(work: () => void): void
}

/** An answer that comes this late after the words isn't offered any more. */
const LATE_LOOK_MS = 400

interface Speculation {
  readonly utteranceId: string
  readonly terms: string
  readonly turnCount: number
  readonly understanding: Understanding
}

interface Unanswered {
  readonly utterance: Utterance
  readonly language: Language
  /** As it was before the utterance. */
  readonly context: Conversation
  readonly silence: SilenceReason
}

/** One call's listening: turns events into understanding, and understanding into few suggestions. */
export class CallAssistant {
  readonly #ports: CallAssistantPorts
  readonly #callLanguage: string
  readonly #guide: Guide
  #guidance: GuidanceState = noGuidance
  #conversation: Conversation
  #attention: AttentionState = noSuggestions
  #speculation: Speculation | undefined
  #lastFinal: { readonly utteranceId: string; readonly text: string } | undefined
  #cancelTimer: (() => void) | undefined
  #over = false
  /** What firm words mean is asked for one at a time: the next partial is never far. */
  #asking = false

  constructor({ language, queue, guide }: AssistedCall, ports: CallAssistantPorts) {
    this.#conversation = { ...newConversation, queue }
    this.#callLanguage = language
    this.#guide = guide
    this.#ports = ports
  }

  /** Opens what has to be done in every call of the queue. */
  begin(): void {
    this.#follow({ kind: 'call-started', language: this.#languageOf('', '') }, '')
  }

  /**
   * Takes up a call where another assist left it: what that one told isn't told again, and what it hadn't come to is heard now.
   * @param past what happened in the call so far, in order
   */
  restore(callId: string, past: readonly CallEvent[]): void {
    const { clock } = this.#ports
    const monotonic = (unixMs: number) => clock.monotonicMs() - Math.max(0, clock.unixMs() - unixMs)
    const { attention, live, lastOfferedAtUnixMs } = shownSuggestions(callId, past)
    this.#attention = {
      ...noSuggestions,
      ...attention,
      live: live.map(({ offeredAtUnixMs, ...shown }) => ({ ...shown, offeredAtMs: monotonic(offeredAtUnixMs) })),
      lastOfferedAtMs: lastOfferedAtUnixMs === undefined ? Number.NEGATIVE_INFINITY : monotonic(lastOfferedAtUnixMs),
    }
    const understood = understoodIntents(past)
    for (const { body } of past) {
      if (body.case === 'callStarted') this.#recall({ kind: 'call-started', language: this.#languageOf('', '') })
      else if (body.case === 'guideItemMarked')
        this.#recall({ kind: 'marked', listId: body.value.listId, itemId: body.value.itemId, isDone: body.value.done })
      else if (body.case === 'utterance') this.#rehear(body.value, understood.get(body.value.utteranceId))
    }
    this.#setTimer()
  }

  /** @param intents as they were told; undefined when nobody has come to the utterance yet */
  #rehear(utterance: Utterance, intents: readonly ScoredIntent[] | undefined): void {
    if (intents === undefined) {
      this.hearFinal(utterance)
      return
    }
    const { utteranceId, channel, text, endMs } = utterance
    const language = this.#languageOf(utterance.language, text)
    const speaker = speakerOf(channel)
    const turn = { text, language, speaker: speaker === 'advisor' ? 'advisor' : 'customer' } as const
    this.#conversation = addTurn(this.#conversation, turn, intents)
    const words = { utteranceId, speaker, text, language, intents: intents.map(({ intentId }) => intentId), positionMs: endMs }
    this.#recall({ kind: 'said', words })
  }

  /** What followed from it has been told. */
  #recall(event: GuidanceEvent): void {
    this.#guidance = stepGuidance(this.#guidance, event, this.#guide).state
  }

  /** Looks for an answer while the customer still speaks, so that it is there when the customer stops. */
  hearPartial({ utteranceId, channel, firmText, language }: PartialTranscript): void {
    const listener = this.#ports.listener()
    if (listener === undefined || this.#over || channel === Channel.ADVISOR) return
    const spoken = this.#languageOf(language, firmText)
    const terms = termsOf(firmText, spoken)
    const known = this.#speculation?.utteranceId === utteranceId && this.#speculation.terms === terms
    if (terms === '' || (known && this.#speculation?.turnCount === this.#conversation.turnCount)) return
    const understanding = listener.understand(firmText, spoken, this.#conversation)
    this.#speculation = { utteranceId, terms, turnCount: this.#conversation.turnCount, understanding }
    this.#improve(listener, this.#speculation, firmText, spoken)
  }

  /** What the words mean comes some milliseconds later than what they are. */
  #improve(listener: Listener, speculation: Speculation, text: string, language: Language): void {
    if (this.#asking) return
    this.#asking = true
    void listener.prepare(text, language).then((better) => {
      this.#asking = false
      if (!better || this.#over || this.#speculation !== speculation) return
      const understand = () => listener.understand(text, language, this.#conversation)
      this.#ports.guard(() => {
        this.#speculation = { ...speculation, understanding: understand() }
      })
    })
  }

  hearFinal(utterance: Utterance): void {
    const { utteranceId, channel, text } = utterance
    this.#lastFinal = { utteranceId, text }
    const { onUnderstood, onSilence } = this.#ports
    const language = this.#languageOf(utterance.language, text)
    const listener = this.#ports.listener()
    if (listener === undefined || channel === Channel.ADVISOR) {
      onUnderstood(utteranceId, [])
      this.#heed(utterance, language, [])
      onSilence(listener === undefined ? 'not-ready' : 'advisor')
      this.#conversation = addTurn(
        this.#conversation,
        { text, language, speaker: channel === Channel.ADVISOR ? 'advisor' : 'customer' },
        [],
      )
      return
    }
    const ready = this.#takeSpeculation(utteranceId, termsOf(text, language))
    const context = this.#conversation
    const { intents, outcome } = ready ?? listener.understand(text, language, context)
    onUnderstood(utteranceId, intents)
    this.#conversation = addTurn(this.#conversation, { text, language, speaker: 'customer' }, intents)
    this.#heed(utterance, language, intents)
    if (this.#over) return
    if (typeof outcome !== 'string') {
      this.#offer(outcome, utterance, language, ready !== undefined)
      return
    }
    this.#lookAgain(listener, { utterance, language, context, silence: outcome })
  }

  /** Words alone found nothing that is sure enough: what they mean may, if it is known soon. */
  #lookAgain(listener: Listener, { utterance, language, context, silence }: Unanswered): void {
    const { clock, onSilence, guard } = this.#ports
    const { turnCount } = this.#conversation
    const askedMs = clock.monotonicMs()
    void listener.prepare(utterance.text, language).then((better) => {
      const late = clock.monotonicMs() - askedMs > LATE_LOOK_MS || this.#conversation.turnCount !== turnCount
      guard(() => {
        if (this.#over) return
        const { outcome } = better && !late ? listener.understand(utterance.text, language, context) : { outcome: silence }
        if (typeof outcome === 'string') onSilence(outcome)
        else this.#offer(outcome, utterance, language, false)
      })
    })
  }

  /** What was last said by the customer, if that is the utterance that is asked for. */
  wordsOf(utteranceId: string): string {
    return this.#lastFinal?.utteranceId === utteranceId ? this.#lastFinal.text : ''
  }

  #offer(candidate: Candidate, { utteranceId, endMs }: Utterance, language: Language, speculative: boolean): void {
    const finding = { offerable: answerOffer(candidate), utteranceId, language, positionMs: endMs, speculative }
    this.#step({ kind: 'found', finding, atMs: this.#ports.clock.monotonicMs() })
  }

  /** The advisor ticks an item by hand, or takes a tick back. */
  mark({ listId, itemId, done, userId }: GuideItemMarked): void {
    if (!this.#over) this.#follow({ kind: 'marked', listId, itemId, isDone: done }, userId)
  }

  judge(number: number, dismissed: boolean): void {
    this.#step({ kind: 'judged', number, dismissed })
  }

  /** Nothing is suggested any more; final utterances that are still to come are understood. */
  end(): void {
    if (this.#over) return
    this.#step({ kind: 'call-ended' })
    this.#over = true
  }

  /** Nothing more follows at all. */
  close(): void {
    this.#over = true
    this.#cancelTimer?.()
  }

  #heed({ utteranceId, channel, text, endMs }: Utterance, language: Language, intents: readonly ScoredIntent[]): void {
    if (this.#over) return
    const speaker = speakerOf(channel)
    const words = { utteranceId, speaker, text, language, intents: intents.map(({ intentId }) => intentId), positionMs: endMs } as const
    this.#follow({ kind: 'said', words }, '')
  }

  /** Lists, alerts and fields are told at once; sentences and steps have to fit into the attention budget. */
  #follow(event: GuidanceEvent, userId: string): void {
    const { state, effects } = stepGuidance(this.#guidance, event, this.#guide)
    this.#guidance = state
    const positionMs = event.kind === 'said' ? event.words.positionMs : 0
    for (const effect of effects) {
      const found = offerOf(effect)
      if (found === undefined) this.#ports.onGuidance(effect, userId)
      else this.#step({ kind: 'found', finding: { ...found, positionMs, speculative: false }, atMs: this.#ports.clock.monotonicMs() })
    }
  }

  #takeSpeculation(utteranceId: string, terms: string): Understanding | undefined {
    const speculation = this.#speculation
    if (speculation?.utteranceId !== utteranceId) return undefined
    this.#speculation = undefined
    const holds = speculation.terms === terms && speculation.turnCount === this.#conversation.turnCount
    return holds ? speculation.understanding : undefined
  }

  #step(event: AttentionEvent): void {
    const { state, effects } = stepAttention(this.#attention, event, this.#ports.budget)
    this.#attention = state
    this.#setTimer()
    for (const effect of effects) {
      if (effect.kind === 'stay-silent') this.#ports.onSilence(effect.reason)
      else this.#ports.onEffect(effect)
    }
  }

  #setTimer(): void {
    const { clock, budget, guard } = this.#ports
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const deadlineMs = nextDeadlineMs(this.#attention, budget)
    if (deadlineMs === undefined) return
    const wake = () => guard(() => this.#step({ kind: 'time-passed', atMs: clock.monotonicMs() }))
    this.#cancelTimer = clock.setTimer(wake, Math.max(0, deadlineMs - clock.monotonicMs()))
  }

  #languageOf(said: string, text: string): Language {
    const named = [said, this.#callLanguage].flatMap((name) => languages.filter((language) => language === name))
    return named[0] ?? detectLanguage(text)?.language ?? 'en'
  }
}

/** A sentence to read out is better than its name. */
function offerOf(effect: GuidanceEffect): Pick<FoundOffer, 'offerable' | 'utteranceId' | 'language'> | undefined {
  switch (effect.kind) {
    case 'next-action': {
      const { list, item, language, utteranceId } = effect
      const text = item.prompt[language] === '' ? item.label[language] : item.prompt[language]
      return { offerable: nextActionOffer(list, item, text), utteranceId, language }
    }
    case 'reply-ready': {
      const { replyId, text, intentId, words } = effect
      return { offerable: replyOffer(replyId, text, intentId), utteranceId: words.utteranceId, language: words.language }
    }
    case 'list-opened':
    case 'item-done':
    case 'item-undone':
    case 'alert-raised':
    case 'field-filled':
      return undefined
  }
}

function termsOf(text: string, language: Language): string {
  return contentTerms(text, language).join(' ')
}
