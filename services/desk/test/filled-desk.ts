import { ManualClock } from '@souffleur/testkit'
import type { SealingKeyHolder } from '../src/sealing/sealing-key.ts'
import type { PlainDatabase } from '../src/storage/database.ts'
import { type DeskHarness, startDesk } from './desk-harness.ts'

/** Of one moment, whose timers never run; limits of requests by time are never met. */
class UnhurriedClock extends ManualClock {
  #asked = 0

  override monotonicMs(): number {
    this.#asked += 1000
    return this.#asked
  }
}

/** A desk on a database that is filled already, for measuring it: nothing is removed from it meanwhile. */
export function startFilledDesk(
  database: PlainDatabase,
  { atMs, sealingKey }: { readonly atMs: number; readonly sealingKey: SealingKeyHolder },
): Promise<DeskHarness> {
  return startDesk({ database, clock: new UnhurriedClock(atMs), createAccounts: false, overrides: { sealingKey } })
}
