import type { Utterance } from '@souffleur/proto'
import type { CallSound, Passage } from './call-sound.ts'

export interface PlayingSound {
  /** Milliseconds of the passage that have been heard. */
  positionMs(): number
  /** Nothing is said of its end afterwards. */
  stop(): void
}

export interface SoundOutput {
  /** Browsers let a page sound only if this is called while a click or a key press is handled. */
  prepare(): Promise<void>
  play(passage: Passage, onEnded: () => void): PlayingSound
  close(): void
}

export interface WordPlayerPorts {
  readonly output: SoundOutput
  open(): Promise<CallSound>
  /** Runs something for every frame that is drawn. @returns what stops it */
  everyFrame(run: () => void): () => void
  onError(error: unknown): void
}

export type HeardUtterance = Pick<Utterance, 'utteranceId' | 'channel' | 'startMs' | 'endMs' | 'words'>

/** What is played, or about to be. */
export interface PlayingWord {
  readonly utteranceId: string
  readonly word: number
}

/** Words' times are those of a recogniser: a consonant may begin a little before, a vowel fade a little after. */
const LEAD_MS = 60
const TAIL_MS = 120

/** Plays what was said from a word on, to the end of its utterance, and follows it word by word. */
export class WordPlayer {
  readonly #ports: WordPlayerPorts
  readonly #listeners = new Set<() => void>()
  #sound: Promise<CallSound> | undefined
  #current: PlayingWord | undefined
  #release: () => void = () => undefined
  #turn = 0

  constructor(ports: WordPlayerPorts) {
    this.#ports = ports
  }

  readonly current = (): PlayingWord | undefined => this.#current

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The word of this utterance that is heard now. */
  wordOf(utteranceId: string): number | undefined {
    return this.#current?.utteranceId === utteranceId ? this.#current.word : undefined
  }

  /** Resolves once it sounds, or something else was asked for meanwhile, or it failed: then `onError` has been told. */
  async play(utterance: HeardUtterance, word: number): Promise<void> {
    const first = utterance.words[word]
    if (first === undefined) return
    this.stop()
    this.#turn += 1
    const turn = this.#turn
    this.#show({ utteranceId: utterance.utteranceId, word })
    try {
      const startMs = Math.max(0, first.startMs - LEAD_MS)
      const [passage] = await Promise.all([this.#passage(utterance, startMs), this.#ports.output.prepare()])
      if (turn === this.#turn) this.#sounds(utterance, word, startMs, passage)
    } catch (error) {
      if (turn !== this.#turn) return
      this.stop()
      this.#ports.onError(error)
    }
  }

  stop(): void {
    this.#turn += 1
    this.#release()
    this.#release = () => undefined
    this.#show(undefined)
  }

  close(): void {
    this.stop()
    this.#ports.output.close()
  }

  async #passage({ channel, endMs }: HeardUtterance, startMs: number): Promise<Passage> {
    this.#sound ??= this.#ports.open()
    try {
      return await (await this.#sound).passage({ channel, startMs, endMs: endMs + TAIL_MS })
    } catch (error) {
      // The next click may have more luck.
      this.#sound = undefined
      throw error
    }
  }

  #sounds({ utteranceId, words }: HeardUtterance, from: number, startMs: number, passage: Passage): void {
    const playing = this.#ports.output.play(passage, () => this.stop())
    const stopFollowing = this.#ports.everyFrame(() => {
      const word = Math.max(from, wordAt(words, startMs + playing.positionMs()))
      if (word !== this.#current?.word) this.#show({ utteranceId, word })
    })
    this.#release = () => {
      stopFollowing()
      playing.stop()
    }
  }

  #show(current: PlayingWord | undefined): void {
    this.#current = current
    for (const listener of this.#listeners) listener()
  }
}

/** The last word that has begun; -1 before the first. */
export function wordAt(words: readonly { readonly startMs: number }[], positionMs: number): number {
  return words.findLastIndex(({ startMs }) => startMs <= positionMs)
}
