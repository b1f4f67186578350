import { type IntentCatalogue, type IntentSource, parseCatalogue } from '@souffleur/assist'
import type { Desk } from '@souffleur/desk'
import type { Log } from '@souffleur/telemetry'

/** What calls are about, as people have it now. One that can't be read any more is logged, and the one before stays. */
export class LiveIntents implements IntentSource {
  readonly #log: Log
  readonly #listeners = new Set<() => void>()
  #current: IntentCatalogue

  constructor(first: IntentCatalogue, log: Log) {
    this.#current = first
    this.#log = log
  }

  current(): IntentCatalogue {
    return this.#current
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** @param first stored when there has never been one */
  async follow(stored: Desk['intents'], first: string): Promise<void> {
    stored.onChange((changed) => this.#take(changed))
    this.#take(await stored.currentOr(first))
  }

  #take({ version, text }: { readonly version: number; readonly text: string }): void {
    try {
      this.#current = parseCatalogue(text, `intents ${version}`)
    } catch (error) {
      this.#log.error('The intents cannot be read; calls go on with those before', { code: 'catalogue.invalid', error })
      return
    }
    for (const listener of this.#listeners) listener()
  }
}
