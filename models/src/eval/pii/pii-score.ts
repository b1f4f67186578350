import type { PersonalDataSpan } from '@souffleur/privacy'
import { rounded } from '../percentiles.ts'
import type { ExpectedSpan, PiiTurn } from './pii-set.ts'

/** An utterance with what was found in it. */
export interface MaskedTurn {
  readonly turn: PiiTurn
  readonly found: readonly PersonalDataSpan[]
}

interface Tally {
  expected: number
  covered: number
  typed: number
  found: number
  right: number
}

/** Of a name or an address this share of the letters and digits has to be hidden; of a number, every one. */
const LEAST_COVERED = 0.8
/** Of what is hidden, this share has to be personal data. */
const LEAST_RIGHT = 0.5
const wordy = new Set(['name', 'postal-address', 'url', 'health'])

export interface TypeFigures {
  readonly [name: string]: number | null
  readonly recall: number | null
  readonly precision: number | null
  readonly spans: number
}

export interface PiiFigures {
  readonly recall: number | null
  readonly precision: number | null
  /** Of what was hidden, the share with the right type. */
  readonly rightType: number | null
  readonly byType: { readonly [type: string]: TypeFigures }
  readonly counts: { readonly [name: string]: number }
}

/** Recall: what had to be hidden and is, whatever it was taken for. Precision: what is hidden and had to be. Types told apart beside. */
export function scorePii(turns: readonly MaskedTurn[]): PiiFigures {
  const tallies = new Map<string, Tally>()
  const tally = (type: string) => {
    const made = tallies.get(type) ?? { expected: 0, covered: 0, typed: 0, found: 0, right: 0 }
    tallies.set(type, made)
    return made
  }
  let ignored = 0
  for (const { turn, found } of turns) {
    for (const span of turn.spans) if (span.type !== 'apart') countExpected(tally(span.type), span, turn, found)
    for (const span of found) {
      const verdict = judge(span, turn)
      if (verdict === 'ignored') ignored += 1
      else {
        tally(span.type).found += 1
        if (verdict === 'right') tally(span.type).right += 1
      }
    }
  }
  const all = [...tallies.values()].reduce(add, { expected: 0, covered: 0, typed: 0, found: 0, right: 0 })
  const byType = Object.fromEntries([...tallies].toSorted().map(([type, counts]) => [type, figuresOf(counts)]))
  return {
    ...ratios(all),
    rightType: ratio(all.typed, all.covered),
    byType,
    counts: { utterances: turns.length, spans: all.expected, hidden: all.covered, found: all.found, right: all.right, apart: ignored },
  }
}

function countExpected(counts: Tally, span: ExpectedSpan, { text }: PiiTurn, found: readonly PersonalDataSpan[]): void {
  const touching = found.filter(({ start, end }) => start < span.end && span.start < end)
  const covered = touching.reduce((sum, { start, end }) => sum + characters(text, Math.max(start, span.start), Math.min(end, span.end)), 0)
  counts.expected += 1
  if (covered < (wordy.has(span.type) ? LEAST_COVERED : 1) * characters(text, span.start, span.end)) return
  counts.covered += 1
  if (touching.some(({ type }) => type === span.type)) counts.typed += 1
}

function judge(span: PersonalDataSpan, { text, spans }: PiiTurn): 'right' | 'wrong' | 'ignored' {
  const overlap = (others: readonly ExpectedSpan[]) =>
    others.reduce((sum, { start, end }) => sum + characters(text, Math.max(start, span.start), Math.min(end, span.end)), 0)
  const whole = characters(text, span.start, span.end)
  const personal = overlap(spans.filter(({ type }) => type !== 'apart'))
  const either = overlap(spans)
  if (personal === 0 && either > 0) return 'ignored'
  return personal > 0 && either >= LEAST_RIGHT * whole ? 'right' : 'wrong'
}

/** Letters and digits. */
function characters(text: string, start: number, end: number): number {
  return end <= start ? 0 : (text.slice(start, end).match(/[\p{L}\p{N}]/gu) ?? []).length
}

function add(sum: Tally, one: Tally): Tally {
  return {
    expected: sum.expected + one.expected,
    covered: sum.covered + one.covered,
    typed: sum.typed + one.typed,
    found: sum.found + one.found,
    right: sum.right + one.right,
  }
}

function figuresOf(counts: Tally): TypeFigures {
  return { ...ratios(counts), spans: counts.expected, found: counts.found }
}

function ratios({ expected, covered, found, right }: Tally): { recall: number | null; precision: number | null } {
  return { recall: ratio(covered, expected), precision: ratio(right, found) }
}

function ratio(part: number, whole: number): number | null {
  return rounded(whole === 0 ? null : part / whole, 4)
}
