import { type EntityType, findEntities } from '@souffleur/language'
import { type CallMask, createCallMask } from '@souffleur/privacy'
import type { PersonalDataType } from '@souffleur/proto'
import { UsageError } from '../evaluation.ts'
import { parseCsv } from '../intent/csv.ts'
import { readText } from '../json-lines.ts'
import { rounded } from '../percentiles.ts'

/**
 * Slots of MultiDoGO (Peskov et al., EMNLP 2019) and what they are called here: facts that a summary holds, and personal data that is
 * hidden. Car brands, models and years and reasons are recognised by nobody here.
 */
const types: Readonly<Record<string, readonly (EntityType | PersonalDataType)[]>> = {
  name: ['name'],
  email_address: ['email'],
  phone_number: ['phone'],
  ssn: ['ssn'],
  claimid: ['claim', 'claim-number'],
  policyid: ['contract', 'contract-number'],
  card_number: ['card'],
  account_number: ['bank-account', 'iban', 'customer-number'],
  target_account_number: ['bank-account', 'iban', 'customer-number'],
  address: ['postal-address'],
  charge_amount: ['amount'],
  transferamount: ['amount'],
  charge_date: ['date'],
  lastuseddate: ['date'],
  charge_time: ['time'],
  lastusedtime: ['time'],
}
const known = new Set(Object.values(types).flat())

interface Fact {
  readonly start: number
  readonly end: number
  readonly type: EntityType | PersonalDataType
}

/** As a call has them: what is hidden first, then the facts in what is left. */
function factsOf(text: string, mask: CallMask): Fact[] {
  const hidden = mask.mask({ channel: 'customer', text, language: 'en' }).spans
  const entities = findEntities(text, 'en').filter((entity) => !hidden.some(({ start, end }) => start < entity.end && entity.start < end))
  return [...hidden, ...entities].filter(({ type }) => known.has(type))
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
  const [text, labels, conversation] = ['utterance', 'slot-labels', 'conversationId'].map((name) => head.indexOf(name))
  if (text === undefined || labels === undefined || conversation === undefined || text < 0 || labels < 0)
    throw new UsageError(`${path}: there is no column "slot-labels"`)
  const masks = new Map<string, CallMask>()
  const counts = new Map<string, { expected: number; found: number; right: number }>()
  const count = (name: string, what: 'expected' | 'found' | 'right'): void => {
    const before = counts.get(name) ?? { expected: 0, found: 0, right: 0 }
    counts.set(name, { ...before, [what]: before[what] + 1 })
  }
  for (const row of rows) {
    const said = row[text] ?? ''
    const spans = spansOf(said, (row[labels] ?? '').split(' '))
    const id = row[conversation] ?? ''
    const mask = masks.get(id) ?? createCallMask()
    masks.set(id, mask)
    const facts = factsOf(said, mask)
    for (const { label, start, end } of spans) {
      count(label, 'expected')
      const isRight = facts.some((fact) => types[label]?.includes(fact.type) === true && fact.start < end && start < fact.end)
      if (isRight) count(label, 'right')
    }
    for (const { type, start, end } of facts)
      count(foundAs(type, spans.find((span) => span.start < end && start < span.end)?.label), 'found')
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

/** The slot that a fact counts for: the one that it lies on if it fits, else the first that its type has. */
function foundAs(type: Fact['type'], label: string | undefined): string {
  if (label !== undefined && types[label]?.includes(type) === true) return label
  return Object.entries(types).find(([, fitting]) => fitting.includes(type))?.[0] ?? type
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
