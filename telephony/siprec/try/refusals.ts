import { setTimeout as wait } from 'node:timers/promises'
import { RecordingClient } from './recording-client.ts'
import { type Running, startBridge, startDrachtio } from './running-path.ts'

export const TOKEN = 'the-stream-token-of-this-try'

export function print(what: string, figures: unknown): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`)
}

type MakeFolder = (name: string) => Promise<string>

/** What a bridge says to one INVITE. */
async function answerTo(makeFolder: MakeFolder, name: string, port: number, address?: string) {
  const client = await RecordingClient.start({ folder: await makeFolder(name), port, ...(address === undefined ? {} : { address }) })
  await client.sipp.exited
  const messages = await client.messages()
  client.close()
  return { status: /SIP\/2\.0 ([3-6]\d\d [^\r\n]*)/.exec(messages)?.[1], code: /X-Souffleur-Error: (\S+)/i.exec(messages)?.[1] }
}

/** A stranger's INVITE, a wrong stream token, a wrong secret for drachtio. Stops the bridge. */
export async function trialOfForgeries(souffleurUrl: string, bridge: Running, makeFolder: MakeFolder): Promise<void> {
  print('an INVITE from an address that is not in SIPREC_PEERS', await answerTo(makeFolder, 'stranger', 5101, '127.0.0.2'))
  print('the bridge stops with status', await bridge.stop())
  const wrongToken = startBridge(souffleurUrl, { SOUFFLEUR_STREAM_TOKEN: 'a-token-that-nobody-gave-out' })
  await wrongToken.says('connected to drachtio')
  print('a bridge with a forged stream token', await answerTo(makeFolder, 'token', 5102))
  await wrongToken.stop()
  const wrongSecret = startBridge(souffleurUrl, { SIPREC_DRACHTIO_SECRET: 'a-secret-that-is-wrong', SOUFFLEUR_STREAM_TOKEN: TOKEN })
  await wrongSecret.says(/drachtio refuses|no connection to drachtio/)
  print('a bridge with a forged secret for drachtio', { refused: !wrongSecret.output.includes('connected to drachtio') })
  print('an INVITE while no bridge is there', await answerTo(makeFolder, 'none', 5103))
  await wrongSecret.stop()
}

/** drachtio dies in a call and is started again; then the bridge is stopped in another call. @returns the new drachtio */
export async function trialOfRestart(souffleurUrl: string, drachtio: Running, makeFolder: MakeFolder): Promise<Running> {
  const bridge = startBridge(souffleurUrl, { SOUFFLEUR_STREAM_TOKEN: TOKEN })
  await bridge.says('connected to drachtio')
  const orphan = await RecordingClient.start({ folder: await makeFolder('orphan'), port: 5104, talkMs: 4000 })
  await orphan.answered()
  await drachtio.stop()
  const again = await startDrachtio()
  await bridge.says(/connected to drachtio[\s\S]*connected to drachtio/)
  const client = await RecordingClient.start({ folder: await makeFolder('stop'), port: 5106, talkMs: 20_000 })
  await client.answered()
  print('after drachtio began anew, an INVITE is answered', true)
  await wait(1000)
  const status = await bridge.stop()
  const isBye = /^BYE sip:/m
  await client.sipp.exited
  await orphan.sipp.stop()
  print('a bridge that stops in a call', { status, saidBye: isBye.test(await client.messages()) })
  for (const each of [client, orphan]) each.close()
  return again
}
