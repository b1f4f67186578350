import { type EntityType, findEntities } from '@souffleur/language'
import { UsageError } from '../evaluation.ts'
import { parseCsv } from '../intent/csv.ts'
import { readText } from '../json-lines.ts'
import { rounded } from '../percentiles.ts'

/** Slots of MultiDoGO (Peskov et al., EMNLP 2019) and what they are called here; what isn't here is recognised by nobody yet. */
const types: Readonly<Record<string, EntityType>> = {
  email_address: 'email',
  phone_number: 'phone',
  claimid: 'claim',
  policyid: 'contract',
  charge_amount: 'amount',
  transferamount: 'amount',
  charge_date: 'date',
  lastuseddate: 'date',
  charge_time: 'time',
  lastusedtime: 'time',
}

export type SlotFigures = {
  readonly expected: number
  readonly found: number
  /** Of the expected ones, those that a value of the right type covers in part at least. */
  readonly right: number
  readonly f1: number | null
}

/**
 * Span F1 of recognised facts in customer turns: a label a word, words of one label in a row are one span. A span counts as right when
 * a value of its type overlaps it. Slots of a type that isn't recognised at all count as missed.
 */
export function slotFigures(path: string): Readonly<Record<string, SlotFigures>> {
  const [head = [], ...rows] = parseCsv(readText(path), '\t')
  const [text, labels] = ['utterance', 'slot-labels'].map((name) => head.indexOf(name))
  if (text === undefined || labels === undefined || text < 0 || labels < 0)
    throw new UsageError(`${path}: there is no column "slot-labels"`)
  const counts = new Map<string, { expected: number; found: number; right: number }>()
  const count = (name: string, what: 'expected' | 'found' | 'right'): void => {
    const before = counts.get(name) ?? { expected: 0, found: 0, right: 0 }
    counts.set(name, { ...before, [what]: before[what] + 1 })
  }
  for (const row of rows) {
    const said = row[text] ?? ''
    const spans = spansOf(said, (row[labels] ?? '').split(' '))
    const entities = findEntities(said, 'en').filter(({ type }) => Object.values(types).includes(type))
    for (const { label, start, end } of spans) {
      const type = types[label] ?? label
      count(type, 'expected')
      if (entities.some((entity) => entity.type === type && entity.start < end && start < entity.end)) count(type, 'right')
    }
    for (const { type } of entities) count(type, 'found')
  }
  const figures = [...counts].map(([name, { expected, found, right }]): [string, SlotFigures] => {
    return [name, { expected, found, right, f1: expected + found === 0 ? null : rounded((2 * right) / (expected + found), 4) }]
  })
  const all = [...counts.values()].reduce(
    (sum, one) => ({ expected: sum.expected + one.expected, found: sum.found + one.found, right: sum.right + one.right }),
    {
      expected: 0,
      found: 0,
      right: 0,
    },
  )
  return Object.fromEntries([
    ...figures.toSorted(([a], [b]) => a.localeCompare(b)),
    ['all', { ...all, f1: rounded((2 * all.right) / Math.max(1, all.expected + all.found), 4) }],
  ])
}

function spansOf(text: string, labels: readonly string[]): { label: string; start: number; end: number }[] {
  const spans: { label: string; start: number; end: number }[] = []
  let place = 0
  const words = text.split(' ')
  words.forEach((word, index) => {
    const label = labels[index] ?? 'O'
    const last = spans.at(-1)
    const start = place
    place += word.length + 1
    if (label === 'O' || label === '') return
    const follows = last !== undefined && labels[index - 1] === label
    if (follows) last.end = start + word.length
    else spans.push({ label, start, end: start + word.length })
  })
  return spans
}
