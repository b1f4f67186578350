import type { SeededRandom } from '../calls/seeded-random.ts'
import { drawMs } from '../scenario/distribution.ts'
import type { CallGroup } from '../scenario/scenario.ts'

/** What happens to one call. Times since people began to speak. */
export interface Disruptions {
  /** The platform connects this late. */
  readonly lateMs: number
  readonly cut: { readonly atMs: number; readonly backAfterMs: number } | undefined
  readonly pause: { readonly fromMs: number; readonly toMs: number } | undefined
}

export const undisturbed: Disruptions = { lateMs: 0, cut: undefined, pause: undefined }

/** Pauses lie in the first half, cuts in the second: one call may have both. */
const PAUSES = { least: 0.1, most: 0.5 }
const CUTS = { least: 0.6, most: 0.9 }

type Chances = Pick<CallGroup, 'lateHandshake' | 'disconnect' | 'pause'>

/** The same for the same random numbers: a change of one chance leaves the others as they are. */
export function planDisruptions({ lateHandshake, disconnect, pause }: Chances, durationMs: number, random: SeededRandom): Disruptions {
  const [isLate, lateMs] = [random.share() < lateHandshake.probability, drawMs(lateHandshake.length, random)]
  const [isCut, cutAtMs, backAfterMs] = [
    random.share() < disconnect.probability,
    random.between(CUTS.least, CUTS.most) * durationMs,
    drawMs(disconnect.length, random),
  ]
  const [isPaused, fromMs, pausedMs] = [
    random.share() < pause.probability,
    random.between(PAUSES.least, PAUSES.most) * durationMs,
    drawMs(pause.length, random),
  ]
  // Nobody connects to a call that is over, or comes back to one.
  return {
    lateMs: isLate ? Math.min(lateMs, durationMs / 2) : 0,
    cut: isCut && cutAtMs + backAfterMs < durationMs ? { atMs: cutAtMs, backAfterMs } : undefined,
    pause: isPaused ? { fromMs, toMs: Math.min(fromMs + pausedMs, CUTS.least * durationMs) } : undefined,
  }
}
