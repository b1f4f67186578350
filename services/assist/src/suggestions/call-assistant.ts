import type { Clock } from '@souffleur/flow'
import { detectLanguage } from '@souffleur/language'
import { Channel, type Language, languages, type PartialTranscript, type Utterance } from '@souffleur/proto'
import type { ScoredIntent } from '../intents/intent-classifier.ts'
import { contentTerms } from '../knowledge/query.ts'
import {
  type AttentionBudget,
  type AttentionEffect,
  type AttentionEvent,
  type AttentionState,
  nextDeadlineMs,
  noSuggestions,
  stepAttention,
} from './attention.ts'
import { addTurn, type Conversation, newConversation } from './conversation.ts'
import type { Listener, SilenceReason, Understanding } from './understanding.ts'

/** Why an utterance brought no suggestion. */
export type Silence = SilenceReason | 'advisor' | 'repeat' | 'unwanted' | 'budget' | 'not-ready'

export interface CallAssistantPorts {
  readonly clock: Clock
  readonly budget: AttentionBudget
  /** Undefined until articles and intents have been read. */
  readonly listener: () => Listener | undefined
  /** Effects are told in order; an utterance's intents come before the suggestions that it brings. */
  onUnderstood(utteranceId: string, intents: readonly ScoredIntent[]): void
  onEffect(effect: AttentionEffect): void
  onSilence(reason: Silence): void
  /** Runs a timer's work with the call's own error handling. */
  guard(work: () => void): void
}

interface Speculation {
  readonly utteranceId: string
  readonly terms: string
  readonly turnCount: number
  readonly understanding: Understanding
}

/** One call's listening: turns events into understanding, and understanding into few suggestions. */
export class CallAssistant {
  readonly #ports: CallAssistantPorts
  readonly #callLanguage: string
  #conversation: Conversation = newConversation
  #attention: AttentionState = noSuggestions
  #speculation: Speculation | undefined
  #cancelTimer: (() => void) | undefined
  #over = false

  /** @param callLanguage as the call was started: "fr", "en" or "auto" */
  constructor(callLanguage: string, ports: CallAssistantPorts) {
    this.#callLanguage = callLanguage
    this.#ports = ports
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
  }

  hearFinal(utterance: Utterance): void {
    const { utteranceId, channel, text, endMs } = utterance
    const { onUnderstood, onSilence, clock } = this.#ports
    const language = this.#languageOf(utterance.language, text)
    const listener = this.#ports.listener()
    if (listener === undefined || channel === Channel.ADVISOR) {
      onUnderstood(utteranceId, [])
      onSilence(listener === undefined ? 'not-ready' : 'advisor')
      this.#conversation = addTurn(
        this.#conversation,
        { text, language, speaker: channel === Channel.ADVISOR ? 'advisor' : 'customer' },
        [],
      )
      return
    }
    const ready = this.#takeSpeculation(utteranceId, termsOf(text, language))
    const { intents, outcome } = ready ?? listener.understand(text, language, this.#conversation)
    onUnderstood(utteranceId, intents)
    this.#conversation = addTurn(this.#conversation, { text, language, speaker: 'customer' }, intents)
    if (this.#over) return
    if (typeof outcome === 'string') {
      onSilence(outcome)
      return
    }
    const finding = { candidate: outcome, utteranceId, language, positionMs: endMs, speculative: ready !== undefined }
    this.#step({ kind: 'found', finding, atMs: clock.monotonicMs() })
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

function termsOf(text: string, language: Language): string {
  return contentTerms(text, language).join(' ')
}
