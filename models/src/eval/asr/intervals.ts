import { addWordErrors, noWordErrors, type WordErrors, wordErrorRate } from '../wording/word-errors.ts'
import { seededRandom } from './seeded-random.ts'

/** Lower and upper end. */
export type Interval = readonly [number, number]

const RESAMPLES = 2000
const SEED = 20_250_101
const TAIL = 0.025

/**
 * 95 % interval of a word error rate: the percentile bootstrap over items, since errors within an item come together (Bisani and Ney, 2004,
 * "Bootstrap estimates for confidence intervals in ASR performance evaluation"). The same at every run. `null` with fewer than two items.
 */
export function werInterval(items: readonly WordErrors[]): Interval | null {
  return intervalOf(items, (drawn) => wordErrorRate(drawn.reduce(addWordErrors, noWordErrors)))
}

/**
 * 95 % interval of how much higher one word error rate is than another on the same items: the items are drawn in pairs, so that what is
 * hard for both doesn't widen it. When it holds 0, the set is too small to tell them apart.
 */
export function differenceInterval(pairs: readonly (readonly [WordErrors, WordErrors])[]): Interval | null {
  return intervalOf(pairs, (drawn) => {
    const one = wordErrorRate(drawn.map(([errors]) => errors).reduce(addWordErrors, noWordErrors))
    const other = wordErrorRate(drawn.map(([, errors]) => errors).reduce(addWordErrors, noWordErrors))
    return one === null || other === null ? null : one - other
  })
}

function intervalOf<Item>(items: readonly Item[], figureOf: (drawn: readonly Item[]) => number | null): Interval | null {
  if (items.length < 2) return null
  const random = seededRandom(SEED)
  const figures: number[] = []
  for (let round = 0; round < RESAMPLES; round += 1) {
    const drawn: Item[] = []
    while (drawn.length < items.length) {
      const place = Math.floor(random() * items.length)
      drawn.push(...items.slice(place, place + 1))
    }
    const figure = figureOf(drawn)
    if (figure !== null) figures.push(figure)
  }
  figures.sort((a, b) => a - b)
  const [low, high] = [figures[Math.floor(TAIL * figures.length)], figures[Math.ceil((1 - TAIL) * figures.length) - 1]]
  return low === undefined || high === undefined ? null : [low, high]
}
