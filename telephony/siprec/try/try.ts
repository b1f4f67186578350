/**
 * Tries the whole path: sipp → drachtio → bridge + rtpengine → native socket → words. It needs `rtpengine` and `sipp` (Debian: rtpengine-daemon,
 * sip-tester), and drachtio-server 0.9.10: in the PATH, or where DRACHTIO says. Takes about four minutes. `npm run siprec:try`
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OWN_SERVER_PASSWORD, type OwnServer, startOwnServer, untilReady } from '../../../loadtest/src/own-server.ts'
import { type CallWatcher, openCallWatcher } from '../../../loadtest/src/watch-calls.ts'
import { print, TOKEN, trialOfForgeries, trialOfStop } from './refusals.ts'
import { startBridge, startRelays } from './running-path.ts'
import { recordTwoCalls } from './two-calls.ts'

const folder = await mkdtemp(join(tmpdir(), 'souffleur-siprec-'))
const makeFolder = async (name: string): Promise<string> => {
  await mkdir(join(folder, name))
  return join(folder, name)
}
const relays = await startRelays(folder)
let server: OwnServer | undefined
let watcher: CallWatcher | undefined
try {
  server = await startOwnServer({ environment: { SOUFFLEUR_STREAM_TOKEN: TOKEN } })
  await untilReady(server)
  watcher = await openCallWatcher(server.url, { username: 'supervisor', password: OWN_SERVER_PASSWORD })
  const bridge = startBridge(server.url, { SOUFFLEUR_STREAM_TOKEN: TOKEN })
  await bridge.says('connected to drachtio')
  await recordTwoCalls({ bridge, watcher, makeFolder, ...relays })
  await trialOfForgeries(server.url, bridge, makeFolder)
  await trialOfStop(server.url, makeFolder)
  const spoken = /\+12025550123|advisor@desk|>Ann</
  print('no number or name in the logs of', { bridge: !spoken.test(bridge.output), drachtio: !spoken.test(relays.drachtio.output) })
} finally {
  watcher?.close()
  await server?.stop()
  await Promise.all([relays.drachtio.stop(), relays.rtpengine.stop()])
  await rm(folder, { recursive: true, force: true })
}
