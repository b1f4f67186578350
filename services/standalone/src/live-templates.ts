import type { Desk, TemplateReader } from '@souffleur/desk'
import { AppError, SummaryState } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import {
  noteEvent,
  openNotes,
  parseTemplates,
  type SummaryTemplates,
  standardTemplates,
  templateForQueue,
  type WrapupCatalogue,
  writeSummary,
} from '@souffleur/wrapup'

/** Desk stores summary templates as texts; wrapup knows what is in them. */
export function createTemplateReader(catalogue: () => WrapupCatalogue): TemplateReader {
  return {
    complaint(text) {
      try {
        parseTemplates(text)
        return undefined
      } catch (error) {
        if (error instanceof AppError) return error.detail
        throw error
      }
    },
    preview(text, { queue, events }) {
      const template = templateForQueue(parseTemplates(text), queue)
      const notes = events.reduce(noteEvent, openNotes(events[0]?.callId ?? '', events[0]?.epoch ?? 0))
      return writeSummary(notes, { catalogue: catalogue(), template, templateVersion: 0, revision: 0, state: SummaryState.DRAFT }).summary
    },
  }
}

/** The templates of the calls that begin now. Those that can't be read any more are logged, and calls get the standard summary. */
export class LiveTemplates {
  #current: SummaryTemplates = standardTemplates

  /** @param first stored when there have never been any */
  static async follow(
    stored: Desk['summaryTemplates'],
    { first, log }: { readonly first: string; readonly log: Log },
  ): Promise<LiveTemplates> {
    const live = new LiveTemplates()
    const take = ({ version, text }: { readonly version: number; readonly text: string }): void => {
      try {
        live.#current = parseTemplates(text, `summary templates ${version}`, version)
      } catch (error) {
        log.error('The summary templates cannot be read; calls get the standard summary', { code: 'template.invalid', error })
        live.#current = standardTemplates
      }
    }
    stored.onChange(take)
    take(await stored.currentOr(first))
    return live
  }

  get current(): SummaryTemplates {
    return this.#current
  }
}
