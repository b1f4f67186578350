import type { WrapupCatalogue } from './catalogue.ts'
import type { MainIntent } from './main-intent.ts'

/** What advisors chose: of the calls with this intent, so many ended with this outcome. */
export interface ChosenDisposition {
  readonly intentId: string
  readonly dispositionId: string
  /** What the summary said: settled, unsettled or nothing. */
  readonly resolution: 'settled' | 'unsettled' | null
  readonly count: number
}

export interface ProposedDisposition {
  readonly dispositionId: string
  /** 0 to 1. */
  readonly confidence: number
}

/** How many choices the catalogue's own link counts for: a handful of advisors' choices outweighs it. */
const PRIOR = 4
/** How many choices with any resolution count for those with this one: few calls say how they ended. */
const BACKED = 4

/**
 * The outcome that advisors choose for such calls: by how often each was chosen for the intent and the resolution, backed by the choices
 * for the intent alone, and these by the catalogue's own link. The confidence is that estimate times the intent's own: without choices, the
 * catalogue's link as sure as the intent.
 */
export function proposeDisposition(
  intent: MainIntent,
  resolution: 'settled' | 'unsettled' | null,
  { catalogue, chosen }: { readonly catalogue: WrapupCatalogue; readonly chosen: readonly ChosenDisposition[] },
): ProposedDisposition | undefined {
  const linked = catalogue.intents.find(({ id }) => id === intent.intentId)?.dispositionId
  const own = chosen.filter(({ intentId }) => intentId === intent.intentId)
  const candidates = new Set([...(linked === undefined ? [] : [linked]), ...own.map(({ dispositionId }) => dispositionId)])
  const shareFor = (dispositionId: string): number => {
    const ofIntent = share(own, dispositionId, dispositionId === linked ? 1 : 0, PRIOR)
    if (resolution === null) return ofIntent
    return share(
      own.filter((one) => one.resolution === resolution),
      dispositionId,
      ofIntent,
      BACKED,
    )
  }
  const [best] = [...candidates]
    .map((dispositionId) => ({ dispositionId, confidence: shareFor(dispositionId) * intent.confidence }))
    .toSorted((a, b) => b.confidence - a.confidence || a.dispositionId.localeCompare(b.dispositionId))
  return best
}

function share(choices: readonly ChosenDisposition[], dispositionId: string, prior: number, weight: number): number {
  const all = choices.reduce((sum, { count }) => sum + count, 0)
  const these = choices.filter((one) => one.dispositionId === dispositionId).reduce((sum, { count }) => sum + count, 0)
  return (these + prior * weight) / (all + weight)
}
