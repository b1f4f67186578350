import { keepFramesShortLived } from '@souffleur/gateway'
import { switchOffNativeTelemetry } from '@souffleur/telemetry'
import { readConfig } from './config.ts'
import { enforceEgress } from './egress/egress.ts'
import { egressPlaces } from './egress/egress-list.ts'
import { exitWith } from './exit-with.ts'
import { startRole } from './roles/start-role.ts'
import { startSouffleur } from './souffleur.ts'

/** `npm start`: one process with every part in it; or one part, as `SOUFFLEUR_ROLE` says. Exit status 1 when it can't start, with the reason and what to do. */
keepFramesShortLived()
switchOffNativeTelemetry()
try {
  const config = readConfig(process.env)
  const egress = enforceEgress(egressPlaces(config))
  const souffleur = await (config.cluster === undefined ? startSouffleur(config, egress) : startRole(config, config.cluster, egress))
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
