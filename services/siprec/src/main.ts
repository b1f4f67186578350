import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import Srf from 'drachtio-srf'
import { readBridgeConfig } from './config.ts'
import { connectSouffleur } from './connect-souffleur.ts'
import { RtpPorts } from './rtp-ports.ts'
import { RtpengineClient } from './rtpengine-client.ts'
import { SiprecBridge } from './siprec-bridge.ts'

const config = readBridgeConfig(process.env)
const log = createLog(config.logLevel, { service: 'siprec' })
const relay = new RtpengineClient({ ...config.rtpengine, clock: systemClock })
const srf = new Srf()
const bridge = new SiprecBridge({
  relay,
  ports: new RtpPorts(config.rtp),
  clock: systemClock,
  log,
  advisor: config.advisor,
  hello: config.hello,
  connect: connectSouffleur(config.souffleur.url, config.souffleur.token),
  sip: srf as never,
  peers: config.peers,
  maxCalls: config.maxCalls,
})

// drachtio-srf connects again by itself; what runs goes on meanwhile, as sound doesn't pass by drachtio.
srf.on('connect', (error) => {
  if (error) log.error('drachtio refuses the connection', { code: 'stream.unreachable', detail: error.message })
  else log.info('connected to drachtio')
})
srf.on('error', (error) => log.warn('no connection to drachtio', { code: 'stream.unreachable', detail: error.message }))
srf.invite((request, response) => void bridge.onInvite(request as never, response as never))
await relay.ping().then(
  () => log.info('rtpengine answers'),
  () => log.warn('rtpengine does not answer', { code: 'stream.unreachable' }),
)
srf.connect(config.drachtio)

// The connection to drachtio ends with the process: srf.disconnect() throws where there is none.
const stop = (): void => void bridge.stop().finally(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
