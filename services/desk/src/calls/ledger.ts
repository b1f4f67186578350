import { type CallEvent, type Channel, type ChannelAccount, type ChannelTranscribed, GapReason } from '@souffleur/proto'

const countedFields = [
  'framesReceived',
  'framesForwarded',
  'framesPaused',
  'framesDropped',
  'framesDuplicate',
  'framesOutOfOrder',
  'framesReordered',
  'samplesReceived',
  'samplesForwarded',
  'samplesPaused',
  'samplesDropped',
  'samplesLate',
  'samplesLost',
] as const satisfies readonly (keyof ChannelAccount)[]

/** At the channel's own rate. */
export type ChannelTotals = Readonly<Record<(typeof countedFields)[number], number>>

export interface TranscribedTotals {
  /** At the channel's own rate; the others at 16 kHz. */
  readonly samplesReceived: number
  readonly samplesHeard: number
  readonly samplesSpeech: number
  readonly samplesUnread: number
  readonly utterances: number
  readonly words: number
}

export interface ChannelLedger {
  readonly channel: Channel
  /** As the gateway counted. */
  readonly received: ChannelTotals | undefined
  /** As the recognizer counted. */
  readonly transcribed: TranscribedTotals | undefined
  /** Dropped on the bus, at the channel's own rate. */
  readonly samplesOverflowed: number
}

interface OpenChannel {
  received: ChannelTotals | undefined
  transcribed: TranscribedTotals | undefined
  samplesOverflowed: number
}

/** Adds up what the parts say of one call's audio. A call whose id came back is counted as a whole. */
export class Ledger {
  readonly #channels = new Map<Channel, OpenChannel>()
  readonly #badFrames: Record<string, number> = {}
  /** Of the last end, and of the last complete transcript: that one counts what an earlier start had heard when it was given up. */
  #endedEpoch = -1
  #completedEpoch = -1
  #isKnown = true

  enter({ epoch, body }: Pick<CallEvent, 'epoch' | 'body'>): void {
    switch (body.case) {
      case 'callEnded':
        this.#endedEpoch = Math.max(this.#endedEpoch, epoch)
        if (body.value.accounts.length === 0 || body.value.takenOver) this.#isKnown = false
        for (const account of body.value.accounts) this.#addReceived(account)
        for (const [code, count] of Object.entries(body.value.badFrames)) this.#badFrames[code] = (this.#badFrames[code] ?? 0) + count
        return
      case 'transcriptCompleted':
        this.#completedEpoch = Math.max(this.#completedEpoch, epoch)
        if (body.value.takenOver || body.value.channels.some(({ samplesReceived }) => samplesReceived === undefined)) this.#isKnown = false
        for (const heard of body.value.channels) this.#addTranscribed(heard)
        return
      case 'audioGapNoted':
        if (body.value.reason === GapReason.DROPPED) this.#of(body.value.channel).samplesOverflowed += body.value.lengthSamples
        return
      default:
        return
    }
  }

  /** What a running call's gateway has counted so far. */
  enterLive(accounts: readonly ChannelAccount[]): void {
    for (const account of accounts) this.#addReceived(account)
  }

  /** Both parts have told all that they will of the call as it last was. */
  get isComplete(): boolean {
    return this.#endedEpoch >= 0 && this.#completedEpoch >= this.#endedEpoch
  }

  /** Of the last end; -1 before there is one. */
  get endedEpoch(): number {
    return this.#endedEpoch
  }

  /** False when a part never told, or told of its share only: a process died during the call, or the record is older than the count. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  /** By code of the error catalogue. */
  get badFrames(): Record<string, number> {
    return { ...this.#badFrames }
  }

  channels(): ChannelLedger[] {
    return [...this.#channels].map(([channel, totals]) => ({ channel, ...totals })).toSorted((one, other) => one.channel - other.channel)
  }

  #addReceived(account: ChannelAccount): void {
    const known = this.#of(account.channel)
    const before = known.received
    known.received = Object.fromEntries(countedFields.map((field) => [field, account[field] + (before?.[field] ?? 0)])) as ChannelTotals
  }

  #addTranscribed(heard: ChannelTranscribed): void {
    const known = this.#of(heard.channel)
    const before = known.transcribed
    known.transcribed = {
      samplesReceived: (heard.samplesReceived ?? 0) + (before?.samplesReceived ?? 0),
      samplesHeard: heard.samplesHeard + (before?.samplesHeard ?? 0),
      samplesSpeech: heard.samplesSpeech + (before?.samplesSpeech ?? 0),
      samplesUnread: heard.samplesUnread + (before?.samplesUnread ?? 0),
      utterances: heard.utterances + (before?.utterances ?? 0),
      words: heard.words + (before?.words ?? 0),
    }
  }

  #of(channel: Channel): OpenChannel {
    const known = this.#channels.get(channel) ?? { received: undefined, transcribed: undefined, samplesOverflowed: 0 }
    this.#channels.set(channel, known)
    return known
  }
}

/** Samples that came in and of which nobody says what became of them. Negative: more was heard than came in. */
export function unaccountedSamples({ received, transcribed, samplesOverflowed }: ChannelLedger): number {
  const { samplesReceived = 0, samplesPaused = 0, samplesDropped = 0 } = received ?? {}
  return samplesReceived - samplesPaused - samplesDropped - samplesOverflowed - (transcribed?.samplesReceived ?? 0)
}
