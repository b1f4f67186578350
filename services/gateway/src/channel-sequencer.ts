/** A frame's place and sound, for one channel. */
export interface PlacedFrame {
  readonly sequence: number
  readonly positionSamples: number
  readonly payload: Uint8Array
}

export type SequencedItem =
  /** Sound in its place: every item starts where the one before ended, or where the gap in between ends. */
  | { readonly kind: 'audio'; readonly positionSamples: number; readonly payload: Uint8Array; readonly overlapSamples: number }
  | { readonly kind: 'gap'; readonly startSamples: number; readonly lengthSamples: number }
  | { readonly kind: 'drop'; readonly reason: 'duplicate' | 'late'; readonly samples: number }

export interface SequencerShape {
  readonly bytesPerSample: number
  /** Frames that may wait for an earlier one. */
  readonly reorderFrames: number
}

const REMEMBERED_GAPS = 16

/**
 * Puts one channel's frames in order by sample position. A frame ahead of its turn waits while its sequence number says that
 * an earlier frame may still come, and while the window has room; then the hole is a gap. A frame whose numbers follow on
 * while its position jumps was sent so: a gap at once. What lies behind is dropped; what overlaps loses its head.
 */
export class ChannelSequencer {
  readonly #bytesPerSample: number
  readonly #reorderFrames: number
  /** Ordered by position; at most `reorderFrames`. */
  readonly #held: PlacedFrame[] = []
  readonly #recentGaps: { readonly startSamples: number; readonly endSamples: number }[] = []
  #nextSamples = 0
  #nextSequence = 0
  #reordered = 0

  constructor({ bytesPerSample, reorderFrames }: SequencerShape) {
    this.#bytesPerSample = bytesPerSample
    this.#reorderFrames = reorderFrames
  }

  /** Where the next sample in order belongs. */
  get nextSamples(): number {
    return this.#nextSamples
  }

  get heldFrames(): number {
    return this.#held.length
  }

  /** Frames that came after a later one and got their place all the same. */
  get reordered(): number {
    return this.#reordered
  }

  /**
   * The short road of nearly every frame: true when it is exactly the next one and nothing waits, and then it is taken. False
   * changes nothing: {@link push} it.
   */
  takeNext(frame: PlacedFrame): boolean {
    if (frame.positionSamples !== this.#nextSamples || this.#held.length > 0) return false
    this.#nextSamples += this.#samplesOf(frame)
    if (frame.sequence >= this.#nextSequence) this.#nextSequence = frame.sequence + 1
    return true
  }

  /** What comes first of all belongs here: nothing before it was ever to come. Does nothing once something has come. */
  startAt(positionSamples: number): void {
    if (this.#nextSequence === 0 && this.#held.length === 0) this.#nextSamples = positionSamples
  }

  push(frame: PlacedFrame): SequencedItem[] {
    const samples = this.#samplesOf(frame)
    if (frame.positionSamples + samples <= this.#nextSamples) return [this.#dropBehind(frame, samples)]
    if (frame.positionSamples > this.#nextSamples) return this.#pushAhead(frame, samples)
    if (this.#held.length > 0) this.#reordered += 1
    const items = [this.#accept(frame)]
    if (this.#held.length > 0) this.#acceptHeldInReach(items)
    return items
  }

  /** Gives up waiting: what is held comes out, with the gaps before it. */
  release(): SequencedItem[] {
    const items: SequencedItem[] = []
    while (this.#held.length > 0) this.#acceptFirstHeld(items)
    return items
  }

  #pushAhead(frame: PlacedFrame, samples: number): SequencedItem[] {
    const nothingMissing = frame.sequence === this.#nextSequence && this.#held.length === 0
    const index = this.#held.findIndex((held) => held.positionSamples >= frame.positionSamples)
    const twin = index < 0 ? undefined : this.#held[index]
    if (twin?.positionSamples === frame.positionSamples) return [{ kind: 'drop', reason: 'duplicate', samples }]
    if (index >= 0) this.#reordered += 1
    this.#held.splice(index < 0 ? this.#held.length : index, 0, frame)
    const items: SequencedItem[] = []
    if (nothingMissing || this.#held.length > this.#reorderFrames) this.#acceptFirstHeld(items)
    return items
  }

  #acceptFirstHeld(items: SequencedItem[]): void {
    const first = this.#held[0]
    if (first === undefined) return
    if (first.positionSamples > this.#nextSamples) items.push(this.#skipTo(first.positionSamples))
    this.#acceptHeldInReach(items)
  }

  #acceptHeldInReach(items: SequencedItem[]): void {
    for (let first = this.#held[0]; first !== undefined && first.positionSamples <= this.#nextSamples; first = this.#held[0]) {
      this.#held.shift()
      const samples = this.#samplesOf(first)
      const isBehind = first.positionSamples + samples <= this.#nextSamples
      items.push(isBehind ? { kind: 'drop', reason: 'duplicate', samples } : this.#accept(first))
    }
  }

  /** The frame starts at or before the next sample and ends after it. */
  #accept(frame: PlacedFrame): SequencedItem {
    const overlapSamples = this.#nextSamples - frame.positionSamples
    const payload = overlapSamples === 0 ? frame.payload : frame.payload.subarray(overlapSamples * this.#bytesPerSample)
    const positionSamples = this.#nextSamples
    this.#nextSamples += payload.byteLength / this.#bytesPerSample
    this.#nextSequence = Math.max(this.#nextSequence, frame.sequence + 1)
    return { kind: 'audio', positionSamples, payload, overlapSamples }
  }

  #skipTo(positionSamples: number): SequencedItem {
    const startSamples = this.#nextSamples
    this.#recentGaps.push({ startSamples, endSamples: positionSamples })
    if (this.#recentGaps.length > REMEMBERED_GAPS) this.#recentGaps.shift()
    this.#nextSamples = positionSamples
    return { kind: 'gap', startSamples, lengthSamples: positionSamples - startSamples }
  }

  #dropBehind(frame: PlacedFrame, samples: number): SequencedItem {
    const end = frame.positionSamples + samples
    const filledLate = this.#recentGaps.some((gap) => frame.positionSamples < gap.endSamples && end > gap.startSamples)
    return { kind: 'drop', reason: filledLate ? 'late' : 'duplicate', samples }
  }

  #samplesOf(frame: PlacedFrame): number {
    return frame.payload.byteLength / this.#bytesPerSample
  }
}
