import type { Result } from '@souffleur/flow'
import type { SourceFailure } from '../failure.ts'
import type { Model } from '../model.ts'

export interface FetchPlace {
  /** Empty; what the source writes goes here, and is deleted afterwards. */
  readonly folder: string
  /** Stays when fetching fails, for the next attempt; made by the source if it uses it. */
  readonly partialFolder: string
  readonly onBytes: (doneBytes: number, totalBytes: number) => void
}

export interface ModelSource {
  readonly label: string
  /** Sources that have nothing for a model are passed over in silence. */
  offers(model: Model): boolean
  /** @returns the folder in which the model's files lie under their own names. The caller checks their hashes. */
  fetch(model: Model, place: FetchPlace): Promise<Result<string, SourceFailure>>
}
