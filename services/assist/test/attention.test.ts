import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AttentionEffect,
  type AttentionEvent,
  type AttentionState,
  defaultBudget,
  type FoundOffer,
  nextDeadlineMs,
  noSuggestions,
  stepAttention,
} from '../src/suggestions/attention.ts'
import { answerOffer } from '../src/suggestions/offerable.ts'
import { anArticle } from './assist-harness.ts'

function finding(articleId: string, passageId = 'text-1', confidence = 0.8): FoundOffer {
  const candidate = {
    article: anArticle({ id: articleId }),
    passage: { id: passageId, heading: '', quote: 'Nothing.' },
    excerpt: 'Nothing.',
    confidence,
    intentId: '',
  }
  return { offerable: answerOffer(candidate), utteranceId: 'u', language: 'en', positionMs: 0, speculative: false }
}

function run(events: readonly AttentionEvent[]): { state: AttentionState; effects: AttentionEffect[] } {
  return events.reduce<{ state: AttentionState; effects: AttentionEffect[] }>(
    ({ state, effects }, event) => {
      const step = stepAttention(state, event, defaultBudget)
      return { state: step.state, effects: [...effects, ...step.effects] }
    },
    { state: noSuggestions, effects: [] },
  )
}

const found = (atMs: number, ...args: Parameters<typeof finding>): AttentionEvent => ({ kind: 'found', finding: finding(...args), atMs })
const names = (effects: readonly AttentionEffect[]) =>
  effects.map((effect) => (effect.kind === 'offer' ? `offer ${effect.finding.offerable.topic}` : `${effect.kind} ${effect.reason}`))

describe('within the spacing', () => {
  test('the surest of what was found is offered when it is over', () => {
    const { effects } = run([
      found(0, 'a'),
      found(1000, 'b', 'text-1', 0.6),
      found(2000, 'c', 'text-1', 0.9),
      { kind: 'time-passed', atMs: 6000 },
    ])
    expect(names(effects)).toEqual(['offer a', 'stay-silent budget', 'offer c'])
  })

  test('what had to wait too long is let go', () => {
    const { effects } = run([found(0, 'a'), found(1000, 'b'), { kind: 'time-passed', atMs: 12_000 }])
    expect(names(effects)).toEqual(['offer a', 'stay-silent budget'])
  })
})

test('a fourth suggestion takes the place of the oldest', () => {
  const { effects, state } = run([found(0, 'a'), found(6000, 'b'), found(12_000, 'c'), found(18_000, 'd')])
  expect(names(effects)).toEqual(['offer a', 'offer b', 'offer c', 'expire replaced', 'offer d'])
  expect(state.live.map(({ topic }) => topic)).toEqual(['b', 'c', 'd'])
})

test('what the advisor has dealt with makes room', () => {
  const { effects } = run([
    found(0, 'a'),
    { kind: 'judged', number: 1, dismissed: false },
    found(6000, 'b'),
    found(12_000, 'c'),
    found(18_000, 'd'),
  ])
  expect(names(effects)).not.toContain('expire replaced')
})

test('a judgement of something unknown changes nothing', () => {
  const before = run([found(0, 'a')]).state
  expect(stepAttention(before, { kind: 'judged', number: 7, dismissed: true }, defaultBudget)).toEqual({ state: before, effects: [] })
})

test('whatever happens, the budget holds', () => {
  const event = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        article: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        passage: fc.constantFrom('1', '2'),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ judged: fc.integer({ min: 1, max: 5 }), dismissed: fc.boolean() }) },
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 9000 })), { maxLength: 60 }), (script) => {
      let state = noSuggestions
      let atMs = 0
      const offeredAt: number[] = []
      const passages: string[] = []
      const ended: number[] = []
      const apply = (next: AttentionEvent) => {
        const step = stepAttention(state, next, defaultBudget)
        state = step.state
        for (const effect of step.effects) {
          if (effect.kind === 'expire') ended.push(effect.number)
          if (effect.kind !== 'offer') continue
          offeredAt.push(atMs)
          passages.push(effect.finding.offerable.key)
        }
        expect(state.live.length).toBeLessThanOrEqual(defaultBudget.mostLive)
      }
      for (const [what, pauseMs] of script) {
        const untilMs = atMs + pauseMs
        for (
          let deadline = nextDeadlineMs(state, defaultBudget);
          deadline !== undefined && deadline <= untilMs;
          deadline = nextDeadlineMs(state, defaultBudget)
        ) {
          atMs = Math.max(atMs, deadline)
          apply({ kind: 'time-passed', atMs })
        }
        atMs = untilMs
        if ('judged' in what) apply({ kind: 'judged', number: what.judged, dismissed: what.dismissed })
        else apply({ kind: 'found', finding: finding(what.article, what.passage, what.confidence), atMs })
      }
      offeredAt.forEach((time, index) => {
        if (index > 0) expect(time - (offeredAt[index - 1] ?? 0)).toBeGreaterThanOrEqual(defaultBudget.spacingMs)
      })
      expect(new Set(passages).size).toBe(passages.length)
      expect(new Set(ended).size).toBe(ended.length)
    }),
    { numRuns: 300 },
  )
})
