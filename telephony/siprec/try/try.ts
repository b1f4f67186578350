/**
 * Tries the whole path: sipp → drachtio → bridge + rtpengine → native socket → words. It needs `rtpengine` and `sipp` (Debian: rtpengine-daemon,
 * sip-tester), and drachtio-server 0.9.10: in the PATH, or where DRACHTIO says. Takes about four minutes. `npm run siprec:try`
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OWN_SERVER_PASSWORD, type OwnServer, startOwnServer, untilReady } from '../../../loadtest/src/own-server.ts'
import { type CallWatcher, openCallWatcher } from '../../../loadtest/src/watch-calls.ts'
import { print, TOKEN, trialOfForgeries, trialOfRestart } from './refusals.ts'
import { startBridge, startDrachtio, startRtpengine } from './running-path.ts'
import { recordTwoCalls } from './two-calls.ts'

const folder = await mkdtemp(join(tmpdir(), 'souffleur-siprec-'))
const makeFolder = async (name: string): Promise<string> => {
  await mkdir(join(folder, name))
  return join(folder, name)
}
const rtpengine = await startRtpengine(folder)
let drachtio = await startDrachtio()
let logs = ''
let server: OwnServer | undefined
let watcher: CallWatcher | undefined
try {
  server = await startOwnServer({ environment: { SOUFFLEUR_STREAM_TOKEN: TOKEN } })
  await untilReady(server)
  watcher = await openCallWatcher(server.url, { username: 'supervisor', password: OWN_SERVER_PASSWORD })
  const bridge = startBridge(server.url, { SOUFFLEUR_STREAM_TOKEN: TOKEN })
  await bridge.says('connected to drachtio')
  await recordTwoCalls({ bridge, watcher, makeFolder, drachtio, rtpengine })
  await trialOfForgeries(server.url, bridge, makeFolder)
  logs = drachtio.output
  drachtio = await trialOfRestart(server.url, drachtio, makeFolder)
  const spoken = /\+12025550123|advisor@desk|>Ann</
  print('no number or name in the logs of', { bridge: !spoken.test(bridge.output), drachtio: !spoken.test(logs + drachtio.output) })
} finally {
  watcher?.close()
  await server?.stop()
  await Promise.all([drachtio.stop(), rtpengine.stop()])
  await rm(folder, { recursive: true, force: true })
}
