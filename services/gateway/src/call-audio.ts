import { type Channel, type ChannelAccount, type ErrorCode, GapReason, type MediaFrame } from '@souffleur/proto'
import { AudioBatcher, type PayloadBatch } from './audio-batcher.ts'
import { accountOf, type ChannelCounters, createCounters } from './channel-account.ts'
import { ChannelSequencer, type SequencedItem } from './channel-sequencer.ts'

export interface CallAudioShape {
  /** In the hello's order: a frame's channel index points here. */
  readonly channels: readonly Channel[]
  readonly bytesPerSample: 1 | 2
  readonly sampleRateHz: number
  readonly batchMs: number
  readonly reorderFrames: number
  readonly maxCallMs: number
}

export interface OutgoingBatch extends PayloadBatch {
  readonly channel: Channel
  readonly sequence: number
  readonly afterPause: boolean
  readonly endOfChannel: boolean
}

export interface AudioGap {
  readonly channel: Channel
  readonly startSamples: number
  readonly lengthSamples: number
  readonly reason: GapReason.LOST | GapReason.PAUSED
}

/** Where a call's audio goes. Gaps come before the batch that follows them. */
export interface CallAudioSink {
  publishBatch(batch: OutgoingBatch): void
  noteGap(gap: AudioGap): void
}

export type FrameRefusal = Extract<
  ErrorCode,
  'media.frame-channel' | 'media.frame-misaligned' | 'media.frame-oversized' | 'media.position-jump'
>

interface ChannelAudio {
  readonly channel: Channel
  readonly sequencer: ChannelSequencer
  readonly batcher: AudioBatcher
  readonly counters: ChannelCounters
  /** Where the audio handed to the batcher ends. */
  forwardedEndSamples: number
  nextSequence: number
  /** Something was withheld, or a pause ended, since the last batch. */
  afterPause: boolean
  framesAtLastSweep: number
}

const EMPTY = new Uint8Array(0)

/** One call's audio: orders each channel, withholds what is said during a pause, batches the rest, and accounts for all of it. */
export class CallAudio {
  readonly #sink: CallAudioSink
  readonly #channels: readonly ChannelAudio[]
  // Read for each frame: kept here because every object that a frame touches costs a miss of the processor's cache.
  readonly #bytesPerSample: 1 | 2
  readonly #sampleRateHz: number
  readonly #maxSamples: number
  #paused = false

  constructor(shape: CallAudioShape, sink: CallAudioSink) {
    this.#sink = sink
    this.#bytesPerSample = shape.bytesPerSample
    this.#sampleRateHz = shape.sampleRateHz
    this.#maxSamples = Math.ceil((shape.maxCallMs * shape.sampleRateHz) / 1000)
    const batchBytes = Math.ceil((shape.batchMs * shape.sampleRateHz) / 1000) * shape.bytesPerSample
    this.#channels = shape.channels.map((channel) => ({
      channel,
      sequencer: new ChannelSequencer(shape),
      batcher: new AudioBatcher(batchBytes),
      counters: createCounters(),
      forwardedEndSamples: 0,
      nextSequence: 0,
      afterPause: false,
      framesAtLastSweep: 0,
    }))
  }

  /** A channel whose sound begins in the middle of the call: what came before it isn't a gap. */
  startChannelAt(channelIndex: number, positionSamples: number): void {
    const channel = this.#channels[channelIndex]
    if (channel === undefined || channel.counters.framesReceived > 0) return
    channel.sequencer.startAt(positionSamples)
    channel.forwardedEndSamples = positionSamples
  }

  /** Goes on where another gateway was: nothing has been heard here. */
  takeUp(ends: readonly number[], sequences: readonly number[]): void {
    for (const [index, channel] of this.#channels.entries()) {
      this.startChannelAt(index, ends[index] ?? 0)
      channel.nextSequence = sequences[index] ?? 0
    }
  }

  /** Where each channel's audio ends that has gone out, and the number of its next batch. */
  get published(): { readonly ends: number[]; readonly sequences: number[] } {
    return {
      ends: this.#channels.map(({ forwardedEndSamples }) => forwardedEndSamples),
      sequences: this.#channels.map(({ nextSequence }) => nextSequence),
    }
  }

  /** Undefined when the frame was taken; otherwise nothing of it was counted. */
  accept(frame: MediaFrame): FrameRefusal | undefined {
    const channel = this.#channels[frame.channelIndex]
    if (channel === undefined) return 'media.frame-channel'
    const bytes = frame.payload.byteLength
    if (bytes % this.#bytesPerSample !== 0) return 'media.frame-misaligned'
    const samples = bytes / this.#bytesPerSample
    if (samples > this.#sampleRateHz) return 'media.frame-oversized'
    if (frame.positionSamples + samples > this.#maxSamples) return 'media.position-jump'
    channel.counters.framesReceived += 1
    channel.counters.samplesReceived += samples
    channel.counters.bytesReceived += bytes
    if (channel.sequencer.takeNext(frame)) this.#takeAudio(channel, frame.positionSamples, frame.payload)
    else this.#takeAll(channel, channel.sequencer.push(frame))
    return undefined
  }

  /** What was sent before the pause is heard to its end; what comes until {@link resume} goes nowhere. */
  pause(): void {
    this.flush()
    this.#paused = true
  }

  resume(): void {
    for (const channel of this.#channels) {
      this.#takeAll(channel, channel.sequencer.release())
      channel.afterPause = true
    }
    this.#paused = false
  }

  /** Nothing more is waited for: what came so far goes out. */
  flush(): void {
    for (const channel of this.#channels) this.#flushChannel(channel)
  }

  /** Moves on what a channel has held since the last sweep without anything new to wait for. */
  sweep(): void {
    for (const channel of this.#channels) {
      const { framesReceived } = channel.counters
      if (framesReceived === channel.framesAtLastSweep) this.#flushChannel(channel)
      channel.framesAtLastSweep = framesReceived
    }
  }

  /** Publishes all that is left, and the end of every channel. */
  end(): void {
    this.flush()
    for (const channel of this.#channels) {
      if (channel.sequencer.nextSamples > channel.forwardedEndSamples) this.#noteGapUntil(channel, channel.sequencer.nextSamples)
      this.#publish(channel, { startSamples: channel.sequencer.nextSamples, payload: EMPTY }, true)
    }
  }

  /** Of the channel that is furthest. */
  get positionMs(): number {
    const samples = this.#channels.reduce((most, { sequencer }) => Math.max(most, sequencer.nextSamples), 0)
    return this.msOf(samples)
  }

  get counters(): readonly Readonly<ChannelCounters>[] {
    return this.#channels.map(({ counters }) => counters)
  }

  get accounts(): ChannelAccount[] {
    return this.#channels.map(({ channel, counters }) => accountOf(channel, counters))
  }

  msOf(samples: number): number {
    return Math.round((samples * 1000) / this.#sampleRateHz)
  }

  #flushChannel(channel: ChannelAudio): void {
    if (channel.sequencer.heldFrames > 0) this.#takeAll(channel, channel.sequencer.release())
    this.#publishPending(channel)
  }

  #takeAll(channel: ChannelAudio, items: readonly SequencedItem[]): void {
    for (const item of items) this.#take(channel, item)
  }

  #take(channel: ChannelAudio, item: SequencedItem): void {
    const { counters } = channel
    switch (item.kind) {
      case 'audio':
        counters.samplesDropped += item.overlapSamples
        counters.framesReordered = channel.sequencer.reordered
        this.#takeAudio(channel, item.positionSamples, item.payload)
        return
      case 'gap':
        counters.samplesLost += item.lengthSamples
        return
      case 'drop':
        counters.samplesDropped += item.samples
        if (item.reason === 'duplicate') {
          counters.framesDuplicate += 1
        } else {
          counters.framesLate += 1
          counters.samplesLate += item.samples
        }
        return
    }
  }

  #takeAudio(channel: ChannelAudio, positionSamples: number, payload: Uint8Array): void {
    if (!this.#paused) {
      this.#forward(channel, positionSamples, payload)
      return
    }
    channel.counters.framesPaused += 1
    channel.counters.samplesPaused += payload.byteLength / this.#bytesPerSample
    channel.afterPause = true
  }

  #forward(channel: ChannelAudio, positionSamples: number, payload: Uint8Array): void {
    if (positionSamples > channel.forwardedEndSamples) {
      this.#publishPending(channel)
      this.#noteGapUntil(channel, positionSamples)
    }
    const samples = payload.byteLength / this.#bytesPerSample
    channel.forwardedEndSamples = positionSamples + samples
    channel.counters.framesForwarded += 1
    channel.counters.samplesForwarded += samples
    const batch = channel.batcher.add(positionSamples, payload)
    if (batch !== undefined) this.#publish(channel, batch, false)
  }

  #noteGapUntil(channel: ChannelAudio, endSamples: number): void {
    const startSamples = channel.forwardedEndSamples
    const reason = channel.afterPause ? GapReason.PAUSED : GapReason.LOST
    channel.forwardedEndSamples = endSamples
    this.#sink.noteGap({ channel: channel.channel, startSamples, lengthSamples: endSamples - startSamples, reason })
  }

  #publishPending(channel: ChannelAudio): void {
    const batch = channel.batcher.take()
    if (batch !== undefined) this.#publish(channel, batch, false)
  }

  #publish(channel: ChannelAudio, batch: PayloadBatch, endOfChannel: boolean): void {
    const { afterPause, nextSequence: sequence } = channel
    channel.nextSequence += 1
    channel.afterPause = false
    this.#sink.publishBatch({ ...batch, channel: channel.channel, sequence, afterPause, endOfChannel })
  }
}
