import { afterEach, describe } from 'vitest'
import type { RunningGatewayOptions } from '../running-gateway.ts'
import { describeCredentials, describeEnds } from './call-promises.ts'
import { DoorBench } from './door-bench.ts'
import type { DoorUnderTest } from './door-under-test.ts'
import { describeLongNoise } from './long-noise.ts'
import { describeNoise, describeOffences } from './peer-promises.ts'
import { describePauses, describeSound } from './sound-promises.ts'

/** What every way into the gateway promises, whatever its protocol. On real sockets; time stands still unless a test moves it. */
export function describeDoor(door: DoorUnderTest): void {
  describe(`the ${door.name} door`, () => {
    const opened: DoorBench[] = []
    const open = async (options?: RunningGatewayOptions) => {
      const bench = await DoorBench.open(door, options)
      opened.push(bench)
      return bench
    }
    afterEach(async () => {
      for (const bench of opened.splice(0)) await bench.close()
    })

    describeSound(door, open)
    describePauses(door, open)
    describeEnds(open)
    if (door.credentials !== undefined) describeCredentials(door.credentials, open)
    describeOffences(door, open)
    describeNoise(door, open)
    describeLongNoise(door)
  })
}
