import { emptyGuide, type Guide, parseGuide, tryPhrase } from '@souffleur/assist'
import type { Desk, GuideReader } from '@souffleur/desk'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'

/** Desk stores guides as texts; assist knows what is in them. */
export const guideReader: GuideReader = {
  complaint(text) {
    try {
      parseGuide(text)
      return undefined
    } catch (error) {
      if (error instanceof AppError) return error.detail
      throw error
    }
  },
  try: (text, phrase) => tryPhrase(parseGuide(text), phrase),
}

/** The guide of the calls that begin now. One that can't be read any more is logged, and calls go on without. */
export class LiveGuide {
  #current: Guide = emptyGuide

  /** @param firstGuide stored when there has never been one */
  static async follow(guides: Desk['guides'], { firstGuide, log }: { readonly firstGuide: string; readonly log: Log }): Promise<LiveGuide> {
    const live = new LiveGuide()
    const take = (stored: { readonly version: number; readonly text: string }): void => {
      try {
        live.#current = parseGuide(stored.text, `guide ${stored.version}`, stored.version)
      } catch (error) {
        log.error('The guide cannot be read; calls are not guided', { code: 'guide.invalid', error })
      }
    }
    guides.onChange(take)
    take(await guides.currentOr(firstGuide))
    return live
  }

  get current(): Guide {
    return this.#current
  }
}
