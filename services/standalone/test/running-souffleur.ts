import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../src/config.ts'
import { startSouffleur } from '../src/souffleur.ts'

export const OPS_PASSWORD = 'ops-of-the-test'

/** A whole Souffleur in this process on a free port, without models. */
export async function runSouffleur(environment: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-standalone-'))
  const souffleur = await startSouffleur(
    readConfig({
      PORT: '0',
      SOUFFLEUR_DATA: join(folder, 'data'),
      SOUFFLEUR_MODELS: join(folder, 'no-models'),
      SOUFFLEUR_DEMO_PASSWORD: OPS_PASSWORD,
      SOUFFLEUR_LOG: 'silent',
      SOUFFLEUR_DECODERS: '1',
      SOUFFLEUR_MAX_CALLS: '500',
      ...environment,
    }),
  )
  return {
    url: souffleur.url,
    dataFolder: join(folder, 'data'),
    /** As an operator keeps it apart. */
    async copyKey(to: string) {
      await mkdir(to, { recursive: true })
      await copyFile(join(folder, 'data', 'secret.key'), join(to, 'secret.key'))
    },
    async stop() {
      await souffleur.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type RunningSouffleur = Awaited<ReturnType<typeof runSouffleur>>
