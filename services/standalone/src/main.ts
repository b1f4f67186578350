import { keepFramesShortLived } from '@souffleur/gateway'
import { switchOffNativeTelemetry } from '@souffleur/telemetry'
import { readConfig } from './config.ts'
import { enforceEgress } from './egress/egress.ts'
import { egressPlaces } from './egress/egress-list.ts'
import { exitWith } from './exit-with.ts'
import { startSouffleur } from './souffleur.ts'

/** `npm start`: one process with every part in it. Exit status 1 when it can't start, with the reason and what to do. */
keepFramesShortLived()
switchOffNativeTelemetry()
try {
  const config = readConfig(process.env)
  const souffleur = await startSouffleur(config, enforceEgress(egressPlaces(config)))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      souffleur.stop().then(
        () => process.exit(0),
        (error: unknown) => exitWith(error),
      )
    })
  }
} catch (error) {
  exitWith(error)
}
