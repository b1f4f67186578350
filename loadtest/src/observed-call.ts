import {
  type CallEnded,
  type CallEvent,
  type Channel,
  DiscardReason,
  type PartialTranscript,
  type SuggestionOffered,
  type Summary,
  SummaryState,
  type Utterance,
  type UtteranceDiscarded,
} from '@souffleur/proto'

/** When the sample at a position of a channel left this process, on the same clock as the arrivals. */
export type SentAtMs = (channel: Channel, positionMs: number) => number

export interface CallLatencies {
  /** One value an utterance: its first word on screen, after that word was spoken. */
  readonly firstWordMs: number[]
  /** One value an utterance: its final text, after its speech ended. */
  readonly finalMs: number[]
  readonly suggestionMs: number[]
  readonly summaryMs: number | null
}

/** One utterance as the client saw it come: times of arrival are on the clock of `observe`, positions count from the call's start. */
export interface ObservedPassage {
  readonly utteranceId: string
  readonly channel: Channel
  readonly startMs: number
  /** With words; null while none were shown. */
  readonly firstShownAtMs: number | null
  readonly partialsAtMs: readonly number[]
  readonly final: { readonly startMs: number; readonly endMs: number; readonly arrivedAtMs: number } | null
}

interface Passage extends ObservedPassage {
  firstShownAtMs: number | null
  readonly partialsAtMs: number[]
  final: ObservedPassage['final']
  firmText: string
}

/**
 * What one call's client saw, and when. Latencies count from the moment the sound was sent, so that the network, the
 * silence that ends an utterance and every queue are in them.
 */
export class ObservedCall {
  readonly utterances: Utterance[] = []
  readonly suggestions: SuggestionOffered[] = []
  summary: Summary | null = null
  ended: CallEnded | null = null
  samplesRecognised = 0
  gaps = 0
  discarded = 0
  firmWords = 0
  firmWordsRevised = 0
  /** Codes of the warnings, in order. */
  readonly warnings: string[] = []

  readonly #sentAtMs: SentAtMs
  readonly #passages = new Map<string, Passage>()
  readonly #firstWordMs: number[] = []
  readonly #finalMs: number[] = []
  readonly #suggestionMs: number[] = []
  #endSentAtMs: number | null = null
  #transcriptMs: number | null = null
  #summaryMs: number | null = null

  constructor(sentAtMs: SentAtMs) {
    this.#sentAtMs = sentAtMs
  }

  noteEndSent(atMs: number): void {
    this.#endSentAtMs = atMs
  }

  observe(event: CallEvent, arrivedAtMs: number): void {
    const { body } = event
    switch (body.case) {
      case 'partialTranscript':
        this.#observePartial(body.value, arrivedAtMs)
        return
      case 'utterance':
        this.#observeUtterance(body.value, arrivedAtMs)
        return
      case 'utteranceDiscarded':
        this.#observeDiscarded(body.value)
        return
      case 'callWarned':
        this.warnings.push(body.value.code)
        return
      case 'suggestionOffered':
        this.#observeSuggestion(body.value, arrivedAtMs)
        return
      case 'summaryUpdated':
        if (body.value.summary !== undefined) this.#observeSummary(body.value.summary, arrivedAtMs)
        return
      case 'audioGapNoted':
        this.gaps += 1
        return
      case 'transcriptCompleted':
        this.#transcriptMs ??= this.#endSentAtMs === null ? null : arrivedAtMs - this.#endSentAtMs
        this.samplesRecognised = body.value.channels.reduce((sum, channel) => sum + channel.samplesHeard, 0)
        return
      case 'callEnded':
        this.ended = body.value
        return
      default:
        return
    }
  }

  get latencies(): CallLatencies {
    return { firstWordMs: this.#firstWordMs, finalMs: this.#finalMs, suggestionMs: this.#suggestionMs, summaryMs: this.#summaryMs }
  }

  /** In the order in which they were first heard of. */
  get passages(): readonly ObservedPassage[] {
    return [...this.#passages.values()]
  }

  /** From the end message until the last words had come; null as long as they haven't. */
  get transcriptMs(): number | null {
    return this.#transcriptMs
  }

  #observePartial(partial: PartialTranscript, arrivedAtMs: number): void {
    if (partial.firmText === '' && partial.tentativeText === '') return
    const passage = this.#passageOf(partial)
    passage.firstShownAtMs ??= arrivedAtMs
    passage.partialsAtMs.push(arrivedAtMs)
    this.#countRevised(passage.firmText, `${partial.firmText} ${partial.tentativeText}`)
    passage.firmText = partial.firmText
  }

  #observeUtterance(utterance: Utterance, arrivedAtMs: number): void {
    const { channel, startMs, endMs } = utterance
    this.utterances.push(utterance)
    this.#finalMs.push(arrivedAtMs - this.#sentAtMs(channel, endMs))
    const passage = this.#passageOf(utterance)
    passage.firstShownAtMs ??= arrivedAtMs
    passage.final = { startMs, endMs, arrivedAtMs }
    const firstWord = utterance.words[0]
    if (firstWord !== undefined) this.#firstWordMs.push(passage.firstShownAtMs - this.#sentAtMs(channel, firstWord.endMs))
    const kept = this.#countRevised(passage.firmText, spokenTextOf(utterance))
    this.firmWords += kept
    passage.firmText = ''
  }

  /** What was shown as firm is gone; after a pause that was asked for, nobody expects it. */
  #observeDiscarded({ utteranceId, reason }: UtteranceDiscarded): void {
    this.discarded += 1
    const firmText = this.#passages.get(utteranceId)?.firmText ?? ''
    this.#passages.delete(utteranceId)
    if (reason !== DiscardReason.PAUSED) this.#countRevised(firmText, '')
  }

  #passageOf({ utteranceId, channel, startMs }: PartialTranscript | Utterance): Passage {
    const known = this.#passages.get(utteranceId)
    if (known !== undefined) return known
    const passage = { utteranceId, channel, startMs, firstShownAtMs: null, partialsAtMs: [], final: null, firmText: '' }
    this.#passages.set(utteranceId, passage)
    return passage
  }

  #observeSuggestion(suggestion: SuggestionOffered, arrivedAtMs: number): void {
    this.suggestions.push(suggestion)
    const trigger = this.utterances.find((utterance) => utterance.utteranceId === suggestion.utteranceId)
    if (trigger !== undefined) this.#suggestionMs.push(arrivedAtMs - this.#sentAtMs(trigger.channel, trigger.endMs))
  }

  #observeSummary(summary: Summary, arrivedAtMs: number): void {
    this.summary = summary
    if (summary.state !== SummaryState.COMPLETE || this.#endSentAtMs === null) return
    this.#summaryMs ??= arrivedAtMs - this.#endSentAtMs
  }

  /** Counts the firm words that are not on screen any more. @returns how many still are */
  #countRevised(firmText: string, shownText: string): number {
    if (firmText === '') return 0
    const firm = wordsOf(firmText)
    const kept = longestCommonSubsequence(firm, wordsOf(shownText))
    this.firmWords += firm.length - kept
    this.firmWordsRevised += firm.length - kept
    return kept
  }
}

/** As it was said, as partials are: "06 12" has not been revised for being written so. */
export function spokenTextOf({ spokenText, text }: Utterance): string {
  return spokenText === '' ? text : spokenText
}

/** Case and punctuation may still change at the end of a sentence; a word has not been revised for that. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}'’-]+/gu) ?? []
}

/** How many words of the first list stand in the second, in the same order: one word more or less doesn't move all that follow. */
function longestCommonSubsequence(shown: readonly string[], final: readonly string[]): number {
  let previous = new Array<number>(final.length + 1).fill(0)
  for (const word of shown) {
    const current = [0]
    for (const [index, other] of final.entries()) {
      const kept = word === other ? (previous[index] ?? 0) + 1 : Math.max(previous[index + 1] ?? 0, current[index] ?? 0)
      current.push(kept)
    }
    previous = current
  }
  return previous.at(-1) ?? 0
}
