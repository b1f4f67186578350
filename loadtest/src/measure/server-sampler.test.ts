import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { type ServerSample, ServerSampler } from './server-sampler.ts'

const metrics = ({ cpuSeconds = 0, refused = 0, active = 0 }) => `# HELP process_cpu_seconds_total CPU
process_cpu_seconds_total ${cpuSeconds}
process_resident_memory_bytes ${300 * 1_048_576}
nodejs_eventloop_lag_p99_seconds 0.012
souffleur_gateway_active_calls{door="native"} ${active}
souffleur_gateway_active_calls{door="twilio"} 1
souffleur_gateway_refusals_total{code="call.too-many"} ${refused}
souffleur_recognizer_waiting_decodings 3
`

function sampling(answers: () => Promise<string>) {
  const clock = new ManualClock()
  const samples: ServerSample[] = []
  let missed = 0
  const sampler = new ServerSampler(
    { clock, fetchMetrics: answers, onSample: (sample) => samples.push(sample), onMissed: () => (missed += 1) },
    { everyMs: 2000, startMs: 0 },
  )
  return { clock, samples, sampler, missed: () => missed }
}

test('says what a server says of itself, and how much of a core it used in between', async () => {
  let cpuSeconds = 10
  const { clock, samples, sampler } = sampling(async () => metrics({ cpuSeconds, active: 4 }))
  await sampler.start()
  cpuSeconds = 11
  await clock.advanceAsync(2000)
  expect(samples[0]).toMatchObject({ atMs: 0, cpuShare: null })
  expect(samples[1]).toEqual({
    atMs: 2000,
    activeCalls: 5,
    cpuShare: 0.5,
    memoryMiB: 300,
    heapMiB: null,
    loopP99Ms: 12,
    queueDepth: 3,
    writesWaiting: null,
    drops: {},
  })
})

test('drops of before the run are not this run’s', async () => {
  let refused = 7
  const { clock, samples, sampler } = sampling(async () => metrics({ refused }))
  await sampler.start()
  refused = 9
  await clock.advanceAsync(2000)
  expect(samples.map(({ drops }) => drops)).toEqual([{}, { 'refused: call.too-many': 2 }])
})

test('a server that doesn’t answer is asked again, and a stopped sampler asks once more, then never', async () => {
  let isUp = false
  const { clock, samples, sampler, missed } = sampling(async () => {
    if (!isUp) throw new Error('refused')
    return metrics({})
  })
  await sampler.start()
  await clock.advanceAsync(4000)
  expect([missed(), samples.length]).toEqual([3, 0])
  isUp = true
  await sampler.stop()
  await clock.advanceAsync(10_000)
  expect(samples).toHaveLength(1)
  expect(clock.pendingTimers).toBe(0)
})
