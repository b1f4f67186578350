import { readFile } from 'node:fs/promises'
import { type IntentCatalogue, type IntentSource, parseCatalogue } from '@souffleur/assist'
import type { Desk } from '@souffleur/desk'
import type { Log } from '@souffleur/telemetry'
import { demoCatalogueFile } from './demo.ts'

/** What calls are about, as people have it now. One that can't be read any more is logged, and the one before stays. */
export class LiveIntents implements IntentSource {
  readonly #log: Log
  readonly #listeners = new Set<() => void>()
  readonly #first: string
  #current: IntentCatalogue

  private constructor(first: string, log: Log) {
    this.#first = first
    this.#current = parseCatalogue(first, demoCatalogueFile)
    this.#log = log
  }

  /** Those of the demonstration, until `follow` has read what is stored. */
  static async open(log: Log): Promise<LiveIntents> {
    return new LiveIntents(await readFile(demoCatalogueFile, 'utf8'), log)
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

  /** Stores those of the demonstration when there has never been one. */
  async follow(stored: Desk['intents']): Promise<void> {
    stored.onChange((changed) => this.#take(changed))
    this.#take(await stored.currentOr(this.#first))
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
