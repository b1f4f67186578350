import { appendFile } from 'node:fs/promises'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WireMessage } from '../../src/wire.ts'
import { DoorBench } from './door-bench.ts'
import type { DoorUnderTest } from './door-under-test.ts'
import { type Mutation, mutate, mutations } from './mutated-messages.ts'

/** `npm run fuzz` says for how long; an ordinary run of the tests leaves it out: the suite has a short one of its own. */
const minutes = Number(process.env.SOUFFLEUR_FUZZ_MINUTES ?? '0')
const firstSeed = Number(process.env.SOUFFLEUR_FUZZ_SEED ?? '1')
const resultFile = process.env.SOUFFLEUR_FUZZ_JSON

const MINUTE_MS = 60_000
/** A gateway is thrown away after that many conversations: the test's own notes of them would fill the memory. */
const CASES_A_ROUND = 300
const MIB = 1_048_576

interface Case {
  readonly when: 'before' | 'after'
  readonly planned: readonly Mutation[]
  /** Bytes on the bare connection instead: half an upgrade, damaged frames of the transport. */
  readonly bare: boolean
  readonly cut: boolean
}

const cases: fc.Arbitrary<Case> = fc.record({
  when: fc.constantFrom('before' as const, 'after' as const),
  planned: mutations,
  bare: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn === 0),
  cut: fc.boolean(),
})

/**
 * Damaged conversations for minutes. After each, a neighbour's call says something and is heard; after each round everything that was accepted has
 * ended and is accounted for, and nothing unexpected was logged. A failure prints the seed that makes it again.
 */
export function describeLongNoise(door: DoorUnderTest): void {
  describe.skipIf(minutes === 0)(`${minutes} minutes of noise at the ${door.name} door`, () => {
    it(
      'bring nothing down',
      async () => {
        const figures = {
          door: door.name,
          minutes,
          firstSeed,
          rounds: 0,
          cases: 0,
          refusals: {} as Record<string, number>,
          peakResidentMiB: 0,
        }
        const deadline = performance.now() + minutes * MINUTE_MS
        for (let seed = firstSeed; performance.now() < deadline; seed += 1) {
          await playRound(door, seed, figures.refusals)
          figures.rounds += 1
          figures.cases += CASES_A_ROUND
          figures.peakResidentMiB = Math.max(figures.peakResidentMiB, Math.round(process.memoryUsage().rss / MIB))
        }
        process.stdout.write(`${JSON.stringify(figures)}\n`)
        if (resultFile !== undefined) await appendFile(resultFile, `${JSON.stringify(figures)}\n`)
      },
      (minutes + 5) * MINUTE_MS,
    )
  })
}

async function playRound(door: DoorUnderTest, seed: number, refusals: Record<string, number>): Promise<void> {
  const bench = await DoorBench.open(door, { config: { maxCalls: 1000, maxGreetings: 1000 } })
  try {
    await fc.assert(
      fc.asyncProperty(cases, (one) => playCase(door, bench, one)),
      { numRuns: CASES_A_ROUND, seed, endOnFailure: true },
    )
    for (const code of bench.gateway.log.codes()) refusals[code] = (refusals[code] ?? 0) + 1
  } finally {
    await bench.close()
  }
  expect(bench.gateway.log.codes()).not.toContain('internal.unexpected')
}

async function playCase(door: DoorUnderTest, bench: DoorBench, { when, planned, bare, cut }: Case): Promise<void> {
  const callId = bench.nextCallId()
  const { greeting, audio, farewell } = door.spoken
  const real = [...greeting(callId), ...audio(callId, 0), ...audio(callId, 1), ...farewell(callId)]
  const messages = planned.map((mutation) => mutate(real, mutation))
  if (bare) await sendBare(bench.serverUrl, messages)
  else {
    const peer = await bench.raw(callId)
    if (when === 'after') peer.send(greeting(callId))
    peer.send(messages)
    if (cut) peer.cut()
    else peer.close()
    await peer.closed
  }
  await bench.checkNeighbour()
}

const UPGRADE = [
  'GET /telephony/stream HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '',
  '',
].join('\r\n')

/** A connection whose first bytes may be an upgrade, and whose others are nothing that a transport knows. Resolves when it has been dealt with. */
function sendBare(serverUrl: string, messages: readonly WireMessage[]): Promise<void> {
  const { hostname, port } = new URL(serverUrl)
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.resume()
    socket.on('connect', () => {
      const [first = ''] = messages
      socket.write(messages.length % 2 === 0 ? UPGRADE : first)
      for (const message of messages) socket.write(message)
      socket.end(() => socket.destroy())
    })
  })
}
