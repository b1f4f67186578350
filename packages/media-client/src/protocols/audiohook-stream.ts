export interface AudioHookStreamPorts {
  say(type: 'paused' | 'resumed' | 'discarded', parameters: object): void
  send(bytes: Uint8Array): void
  pauseChanged(paused: boolean): void
}

/** G.711 µ-law's zero. */
const SILENCE = 0xff

/** The audio of one AudioHook session, seen from the platform: interleaved PCMU, whose place is told by counting. */
export class AudioHookStream {
  readonly #rateHz: number
  readonly #ports: AudioHookStreamPorts
  /** Where what was sent or told as left out ends, in samples. */
  #endSamples = 0
  /** Where the call is by now: further than the end while it is paused. */
  #reachedSamples = 0
  #isPausedHere = false
  #isHeldThere = false

  constructor(rateHz: number, ports: AudioHookStreamPorts) {
    this.#rateHz = rateHz
    this.#ports = ports
  }

  /** As the protocol writes it. */
  get position(): string {
    return this.#duration(this.#reachedSamples)
  }

  /** A channel whose frame got lost is silent for its length: channels can't be lost apart. What lies behind the end is left out. */
  send(positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void {
    const samples = payloads.find((payload) => payload !== undefined)?.length ?? 0
    if (samples === 0 || positionSamples < this.#endSamples) return
    if (this.#isQuiet) {
      this.#reachedSamples = Math.max(this.#reachedSamples, positionSamples + samples)
      return
    }
    if (positionSamples > this.#endSamples) this.#leaveOut('discarded', positionSamples)
    this.#endSamples += samples
    this.#reachedSamples = this.#endSamples
    this.#ports.send(interleave(payloads, samples))
  }

  pause(): void {
    this.#isPausedHere = true
    this.#tellPaused()
  }

  resume(): void {
    this.#isPausedHere = false
    this.#tellResumed()
  }

  /** The server asks for a pause, or for its end. */
  hold(isHeld: boolean): void {
    this.#isHeldThere = isHeld
    if (isHeld) this.#tellPaused()
    else this.#tellResumed()
  }

  get #isQuiet(): boolean {
    return this.#isPausedHere || this.#isHeldThere
  }

  #tellPaused(): void {
    this.#ports.say('paused', {})
    this.#ports.pauseChanged(true)
  }

  /** A stream that stays paused for the other one's sake says so. */
  #tellResumed(): void {
    if (this.#isQuiet) {
      this.#tellPaused()
      return
    }
    this.#leaveOut('resumed', this.#reachedSamples)
    this.#ports.pauseChanged(false)
  }

  #leaveOut(type: 'resumed' | 'discarded', untilSamples: number): void {
    const parameters = { start: this.#duration(this.#endSamples), discarded: this.#duration(untilSamples - this.#endSamples) }
    this.#endSamples = untilSamples
    this.#reachedSamples = untilSamples
    this.#ports.say(type, parameters)
  }

  #duration(samples: number): string {
    return `PT${samples / this.#rateHz}S`
  }
}

function interleave(payloads: readonly (Uint8Array | undefined)[], samples: number): Uint8Array {
  const [only] = payloads
  if (payloads.length === 1 && only !== undefined) return only
  const bytes = new Uint8Array(samples * payloads.length).fill(SILENCE)
  payloads.forEach((payload, channel) => {
    payload?.forEach((sample, index) => {
      bytes[index * payloads.length + channel] = sample
    })
  })
  return bytes
}
