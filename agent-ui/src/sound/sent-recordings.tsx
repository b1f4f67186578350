import { createContext, type ReactNode, use, useState } from 'react'
import type { ChannelOrder } from './call-sound.ts'

export interface SentRecording {
  readonly file: File
  readonly order: ChannelOrder
}

/** Each is a file on the person's disk: what is kept is where it is. */
const MAX_KEPT = 50

/** The recordings that this page has sent to be played as calls: their sound is nowhere else afterwards. */
export class SentRecordings {
  readonly #byCall = new Map<string, SentRecording>()

  keep(callId: string, recording: SentRecording): void {
    this.#byCall.set(callId, recording)
    const oldest = this.#byCall.keys().next().value
    if (this.#byCall.size > MAX_KEPT && oldest !== undefined) this.#byCall.delete(oldest)
  }

  of(callId: string): SentRecording | undefined {
    return this.#byCall.get(callId)
  }
}

const SentRecordingsContext = createContext<SentRecordings | undefined>(undefined)

/** They are forgotten with it: when their owner signs out, or loads the page again. */
export function SentRecordingsProvider({ children }: { readonly children: ReactNode }) {
  const [recordings] = useState(() => new SentRecordings())
  return <SentRecordingsContext value={recordings}>{children}</SentRecordingsContext>
}

export function useSentRecordings(): SentRecordings {
  const recordings = use(SentRecordingsContext)
  if (recordings === undefined) throw new Error('useSentRecordings outside of SentRecordingsProvider')
  return recordings
}
