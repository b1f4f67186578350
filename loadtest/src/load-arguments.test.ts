import { describe, expect, test } from 'vitest'
import { readLoadArguments } from './load-arguments.ts'
import { UsageError } from './usage-error.ts'

const read = (line: string) => readLoadArguments(line === '' ? [] : line.split(' '))

describe('npm run load', () => {
  test('plays four calls for three minutes when nothing is said', async () => {
    const { command, scenario, withoutReference } = await read('')
    expect([command, withoutReference]).toEqual(['run', false])
    expect(scenario.phases).toEqual([{ name: 'load', calls: 4, rampPerSecond: 5, lengthMs: 180_600 }])
  })
  test('takes what is said', async () => {
    const { scenario, server } = await read(
      '--calls 20 --ramp 30/m --minutes 1 --protocol twilio --lang fr --loss 0.02 --jitter 15ms --seed 9 --threshold finalP95Ms=1500 --server http://a:1/',
    )
    expect(server).toBe('http://a:1')
    expect(scenario).toMatchObject({ seed: 9, thresholds: [{ name: 'finalP95Ms', atMost: 1500 }] })
    expect(scenario.groups[0]).toMatchObject({ protocol: 'twilio', language: 'fr', network: { loss: 0.02, jitterMs: 15 } })
  })
  test('idle is a thousand calls that say next to nothing', async () => {
    const { scenario, withoutReference } = await read('idle')
    expect([scenario.phases[0]?.calls, scenario.groups[0]?.idleFrameMs, withoutReference]).toEqual([1000, 5000, true])
  })
  test.each([
    'fly',
    '--calls none',
    '--calls 0',
    '--ramp fast',
    '--loss 2',
    '--jitter soon',
    '--protocol sip',
    '--lang de',
    '--threshold speed=3',
    '--unknown',
    '--scenario /nowhere.yaml',
    'idle --scenario a.yaml',
    'run capacity',
  ])('%s is refused with what is wrong', async (line) => {
    await expect(read(line)).rejects.toThrow(UsageError)
  })
})
