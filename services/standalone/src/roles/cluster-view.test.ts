import { ManualClock } from '@souffleur/testkit'
import { describe, expect, it } from 'vitest'
import { ClusterView, type MemberWords } from './cluster-view.ts'

const load = { speakingChannels: 3, partialIntervalMs: 500, waitingFinals: 1, degraded: false }
const engine = { name: 'moonshine-base', languages: ['en'], state: 'ready', installCommand: null, workers: 2 } as const
const recognizer = (more: Partial<Extract<MemberWords, { role: 'recognizer' }>> = {}): MemberWords => ({
  role: 'recognizer',
  engines: [engine],
  load,
  full: false,
  ...more,
})
const gateway: MemberWords = { role: 'gateway', activeCalls: 4, maxCalls: 50 }

function viewOf(...words: readonly (MemberWords | string)[]) {
  const clock = new ManualClock()
  const board = { members: words.map((said, at) => ({ id: String(at), words: typeof said === 'string' ? said : JSON.stringify(said) })) }
  return { clock, board, view: new ClusterView(board, clock) }
}

describe('room for one more call', () => {
  it('is where any recognizer has some', () => {
    expect(viewOf(recognizer({ full: true }), recognizer()).view.hasRoom()).toBe(true)
    expect(viewOf(recognizer({ full: true })).view.hasRoom()).toBe(false)
  })

  it('is there for a while without a recognizer: one that restarts hears what waits', () => {
    const { view, clock, board } = viewOf(gateway)
    expect(view.hasRoom()).toBe(true)
    clock.advance(16_000)
    expect(view.hasRoom()).toBe(false)
    board.members.push({ id: 'back', words: JSON.stringify(recognizer()) })
    expect(view.hasRoom()).toBe(true)
  })
})

describe('the status of all together', () => {
  it('adds up calls, threads and load', () => {
    const { view } = viewOf(gateway, gateway, recognizer(), recognizer({ load: { ...load, degraded: true, partialIntervalMs: 900 } }))
    expect(view.status('1')).toMatchObject({
      activeCalls: 8,
      maxCalls: 100,
      engines: [
        {
          name: 'moonshine-base',
          state: 'ready',
          workers: 4,
          load: { speakingChannels: 6, partialIntervalMs: 900, waitingFinals: 2, degraded: true },
        },
      ],
    })
  })

  it('has an engine as well as it is where it is best', () => {
    const loading = { ...engine, state: 'loading' as const }
    expect(viewOf(recognizer({ engines: [loading] }), recognizer()).view.status('1').engines).toMatchObject([
      { state: 'ready', workers: 2 },
    ])
    expect(viewOf(recognizer({ engines: [loading] })).view.status('1').engines).toMatchObject([{ state: 'loading' }])
  })

  it('passes over words that it can’t read', () => {
    expect(viewOf('{}', 'x', '{"role":"later"}', gateway).view.status('1').activeCalls).toBe(4)
  })
})
