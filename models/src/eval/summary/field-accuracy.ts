import { PromiseParty, type Summary, type SummaryLine } from '@souffleur/proto'
import { rounded } from '../percentiles.ts'
import type { CallToSummarise, Place, Turn } from './call-sets.ts'

export type Accuracy = {
  readonly expected: number
  readonly found: number
  readonly right: number
  readonly precision: number | null
  readonly recall: number | null
}

export const fieldNames = ['reason', 'entities', 'requests', 'actions', 'commitments', 'promiser', 'resolution', 'disposition'] as const
export type FieldName = (typeof fieldNames)[number]

type Counts = Record<'expected' | 'found' | 'right', number>

/** Adds up what was found of what readers found, over calls. */
export class FieldAccuracy {
  readonly #counts = new Map<FieldName, Counts>()
  #traps = 0
  #fell = 0

  /** @throws RangeError for annotated words that their turn doesn't have */
  add({ id, turns, facts }: CallToSummarise, summary: Summary, reasonIntent: string | undefined): void {
    if (facts === undefined) return
    const linesOf = (fieldId: string): readonly SummaryLine[] => summary.fields.find((field) => field.fieldId === fieldId)?.lines ?? []
    const [entities, requests, actions, commitments] = ['facts', 'requests', 'actions', 'commitments'].map(linesOf)
    const overlaps = (place: Place, line: SummaryLine) => restsOn(line, locate(place, turns, id))
    const ours = facts.entities.filter(({ type }) => type !== 'name' && type !== 'address')
    this.#match('entities', ours, entities ?? [], overlaps)
    this.#match('requests', facts.requests, requests ?? [], overlaps)
    this.#match('actions', facts.actions, actions ?? [], overlaps)
    this.#match('commitments', facts.commitments, commitments ?? [], overlaps)
    this.#match('promiser', facts.commitments, commitments ?? [], (place, one) => overlaps(place, one) && partyOf(one) === place.by)
    this.#one('reason', facts.reason.intent, reasonIntent ?? null)
    const said = linesOf('resolution')[0]?.value
    this.#one('resolution', facts.resolution.state === 'unknown' ? null : facts.resolution.state, said ?? null)
    this.#one('disposition', facts.disposition, summary.disposition?.dispositionId ?? null)
    this.#traps += facts.notCommitments.length
    this.#fell += facts.notCommitments.filter((place) => (commitments ?? []).some((one) => overlaps(place, one))).length
  }

  /** Share of what only looks like a promise that was taken for one; null without such words. */
  get trapsTaken(): number | null {
    return this.#traps === 0 ? null : rounded(this.#fell / this.#traps, 4)
  }

  figures(): Record<FieldName, Accuracy> | null {
    if (this.#counts.size === 0) return null
    const of = (name: FieldName): Accuracy => {
      const counts = this.#counts.get(name) ?? { expected: 0, found: 0, right: 0 }
      const share = (all: number) => (all === 0 ? null : rounded(counts.right / all, 4))
      return { ...counts, precision: share(counts.found), recall: share(counts.expected) }
    }
    return {
      reason: of('reason'),
      entities: of('entities'),
      requests: of('requests'),
      actions: of('actions'),
      commitments: of('commitments'),
      promiser: of('promiser'),
      resolution: of('resolution'),
      disposition: of('disposition'),
    }
  }

  #match<One>(
    name: FieldName,
    expected: readonly One[],
    lines: readonly SummaryLine[],
    fits: (place: One, line: SummaryLine) => boolean,
  ): void {
    const taken = new Set<SummaryLine>()
    let right = 0
    for (const place of expected) {
      const line = lines.find((one) => !taken.has(one) && fits(place, one))
      if (line === undefined) continue
      taken.add(line)
      right += 1
    }
    this.#add(name, { expected: expected.length, found: lines.length, right })
  }

  #one(name: FieldName, expected: string | null, found: string | null): void {
    this.#add(name, {
      expected: expected === null ? 0 : 1,
      found: found === null ? 0 : 1,
      right: expected !== null && expected === found ? 1 : 0,
    })
  }

  #add(name: FieldName, more: Counts): void {
    const before = this.#counts.get(name) ?? { expected: 0, found: 0, right: 0 }
    this.#counts.set(name, {
      expected: before.expected + more.expected,
      found: before.found + more.found,
      right: before.right + more.right,
    })
  }
}

interface Located {
  readonly utteranceId: string
  readonly start: number
  readonly end: number
}

function locate({ turn, words }: Place, turns: readonly Turn[], id: string): Located {
  const start = turns[turn]?.text.indexOf(words) ?? -1
  if (start < 0) throw new RangeError(`${id}: turn ${turn} has no "${words}"`)
  return { utteranceId: `u${turn}`, start, end: start + words.length }
}

function restsOn({ evidence }: SummaryLine, { utteranceId, start, end }: Located): boolean {
  return evidence.some((part) => part.utteranceId === utteranceId && start < part.charEnd && part.charStart < end)
}

function partyOf({ promise }: SummaryLine): 'customer' | 'advisor' | 'other' | undefined {
  switch (promise?.by) {
    case PromiseParty.CUSTOMER:
      return 'customer'
    case PromiseParty.ADVISOR:
      return 'advisor'
    case PromiseParty.OTHER:
      return 'other'
    case PromiseParty.UNSPECIFIED:
    case undefined:
      return undefined
  }
}
