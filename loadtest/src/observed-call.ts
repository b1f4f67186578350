import {
  type CallEnded,
  type CallEvent,
  type Channel,
  type PartialTranscript,
  type SuggestionOffered,
  type Summary,
  SummaryState,
  type Utterance,
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
  firmWords = 0
  firmWordsRevised = 0

  readonly #sentAtMs: SentAtMs
  readonly #firstShownAtMs = new Map<string, number>()
  readonly #lastFirmText = new Map<string, string>()
  readonly #firstWordMs: number[] = []
  readonly #finalMs: number[] = []
  readonly #suggestionMs: number[] = []
  #endSentAtMs: number | null = null
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

  #observePartial(partial: PartialTranscript, arrivedAtMs: number): void {
    if (partial.firmText === '' && partial.tentativeText === '') return
    if (!this.#firstShownAtMs.has(partial.utteranceId)) this.#firstShownAtMs.set(partial.utteranceId, arrivedAtMs)
    this.#lastFirmText.set(partial.utteranceId, partial.firmText)
  }

  #observeUtterance(utterance: Utterance, arrivedAtMs: number): void {
    this.utterances.push(utterance)
    this.#finalMs.push(arrivedAtMs - this.#sentAtMs(utterance.channel, utterance.endMs))
    const shownAtMs = this.#firstShownAtMs.get(utterance.utteranceId) ?? arrivedAtMs
    const firstWord = utterance.words[0]
    if (firstWord !== undefined) this.#firstWordMs.push(shownAtMs - this.#sentAtMs(utterance.channel, firstWord.endMs))
    this.#countRevisions(utterance)
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

  #countRevisions(utterance: Utterance): void {
    const firm = wordsOf(this.#lastFirmText.get(utterance.utteranceId) ?? '')
    this.firmWords += firm.length
    this.firmWordsRevised += firm.length - longestCommonSubsequence(firm, wordsOf(utterance.text))
  }
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
