import type { Language } from '@souffleur/proto'
import type { LineItem } from '../asr/run-engine.ts'

/** An item as peers get it: what comes out of the telephone line, at 16 kHz. */
export interface PeerItem extends LineItem {
  /** Of a file with its samples: 32-bit floats in -1..1, little endian, without a header. */
  readonly samplesPath: string
}

export interface PeerSurroundings {
  /** Peers install themselves in folders of it, once. */
  readonly cache: string
  /** Processor threads that a peer may use. */
  readonly threads: number
  readonly progress: (line: string) => void
}

export interface PeerAnswer {
  readonly text: string
  /** `null` where items overlap, so that no time is an item's own. */
  readonly wallMs: number | null
}

export interface PeerAnswers {
  /** What was measured, with its version: "pocketsphinx 5.1.1". */
  readonly version: string
  /** One for each item, in their order. */
  readonly answers: readonly PeerAnswer[]
  /** Of all threads, while items were recognised; loading and warming up aren't counted. */
  readonly processorSeconds: number
}

/** A recogniser to compare with: one file of `adapters`. */
export interface Peer {
  readonly name: string
  readonly languages: readonly Language[]
  /**
   * Installs what is missing and recognises all items, of one language.
   * @throws Error that says why it can't be had on this machine
   */
  recognise(items: readonly PeerItem[], surroundings: PeerSurroundings): Promise<PeerAnswers>
}
