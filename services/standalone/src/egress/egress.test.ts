import dgram from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import { parseAllowedHosts } from '@souffleur/desk'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Egress, enforceEgress } from './egress.ts'
import { egressPlaces, egressPurposes, isLoopback, isPermitted } from './egress-list.ts'
import { watchEgress } from './watch-egress.ts'

const noSettings = { databaseUrl: undefined, languageModel: undefined, meaning: { kind: 'off' }, webhookHosts: [], egressHosts: [] }
function hosts(text: string) {
  const parsed = parseAllowedHosts(text)
  if ('wrong' in parsed) throw new Error(parsed.wrong)
  return parsed
}

describe('the list', () => {
  test('is empty unless a setting names a place', () => {
    expect(egressPlaces(noSettings)).toEqual([])
  })

  test('has the place of every setting, with its purpose', () => {
    const places = egressPlaces({
      databaseUrl: 'postgres://u:p@Db.example/souffleur',
      languageModel: { url: 'http://gpu.example:8000' },
      meaning: { kind: 'endpoint', url: 'https://vectors.example' },
      signOn: { issuer: 'https://id.example/realm' },
      webhookHosts: hosts('*.hooks.example, http://10.0.0.5:9000'),
      egressHosts: hosts('tokens.example'),
    })
    expect(places).toEqual([
      { host: 'db.example', isDomain: false, port: 5432, purpose: 'database' },
      { host: 'gpu.example', isDomain: false, port: 8000, purpose: 'language-model' },
      { host: 'vectors.example', isDomain: false, port: 443, purpose: 'embeddings' },
      { host: 'id.example', isDomain: false, port: 443, purpose: 'sign-on' },
      { host: '.hooks.example', isDomain: true, port: 443, purpose: 'webhooks' },
      { host: '10.0.0.5', isDomain: false, port: 9000, purpose: 'webhooks' },
      { host: 'tokens.example', isDomain: false, port: undefined, purpose: 'named' },
    ])
    expect(isPermitted(places, 'DB.example.', 5432)).toBe(true)
    expect(isPermitted(places, 'db.example', 22)).toBe(false)
    expect(isPermitted(places, 'a.hooks.example', 443)).toBe(true)
    expect(isPermitted(places, 'hooks.example', 443)).toBe(false)
    expect(isPermitted(places, 'evil-db.example', 5432)).toBe(false)
  })

  test('a database by a socket in the file system is no place', () => {
    expect(egressPlaces({ ...noSettings, databaseUrl: 'postgres://u@localhost/db?host=/run/postgresql' })).toEqual([])
  })

  test.each(['127.0.0.1', '127.9.9.9', '::1', '[::1]', '::ffff:127.0.0.1', 'localhost', 'LOCALHOST.', '0.0.0.0'])(
    '%s is this machine',
    (host) => {
      expect(isLoopback(host)).toBe(true)
    },
  )
  test.each(['127.0.0.1.example', 'localhost.example', '2130706433', '128.0.0.1', '::ffff:10.0.0.1', '', '0x7f.1'])('%s is not', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})

/** Real sockets. The machine's own address stands for the outside; where it has none, TEST-NET-1 (RFC 5737) that nobody answers on. */
const ownAddress =
  Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address ?? '192.0.2.1'

describe('the guard', () => {
  let server: Server
  let port: number
  let reached = 0
  let egress: Egress

  beforeAll(async () => {
    server = createServer((request, response) => {
      reached += 1
      if (request.url === '/away') response.writeHead(302, { location: `http://${ownAddress}:${port}/` })
      response.end('here')
    })
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    port = (server.address() as AddressInfo).port
    // Of every purpose: threads have to know them all.
    egress = enforceEgress(egressPurposes.map((purpose) => ({ host: 'listed.example', isDomain: false, port: undefined, purpose })))
  })
  afterAll(async () => {
    egress.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  const refusal = { code: 'egress.refused' }

  test('lets this machine through, by fetch and by socket', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    const before = egress.counts().loopback
    const socket = connect(port, 'localhost')
    await once(socket, 'connect')
    socket.destroy()
    expect(egress.counts().loopback).toBe(before + 1)
  })

  test('refuses fetch to elsewhere before anything is sent', async () => {
    const before = reached
    await expect(fetch(`http://${ownAddress}:${port}/`)).rejects.toMatchObject({ cause: refusal })
    expect(reached).toBe(before)
  })

  test('refuses where a redirect leads to', async () => {
    await expect(fetch(`http://127.0.0.1:${port}/away`)).rejects.toMatchObject({ cause: refusal })
  })

  test('refuses a name without asking for its address', async () => {
    await expect(fetch('http://words-said-in-a-call.example/')).rejects.toMatchObject({ cause: refusal })
    await expect(lookup('words-said-in-a-call.example')).rejects.toMatchObject(refusal)
    expect(egress.refusedHosts()).toContain('words-said-in-a-call.example')
  })

  test.each([
    ['a socket', () => connect(port, ownAddress)],
    ['a socket by options', () => connect({ port, host: ownAddress })],
    ['TLS', () => tls.connect({ port, host: ownAddress, servername: 'somewhere.example' })],
  ])('refuses %s as a connection that fails', async (_, open) => {
    const error = await new Promise((resolve) => open().once('error', resolve))
    expect(error).toMatchObject(refusal)
  })

  test('refuses a WebSocket', async () => {
    const before = egress.counts().refused
    await new Promise((resolve) => new WebSocket(`ws://${ownAddress}:${port}/`).addEventListener('error', resolve))
    expect(egress.counts().refused).toBe(before + 1)
  })

  test('refuses datagrams', async () => {
    const socket = dgram.createSocket('udp4')
    const error = await new Promise((resolve) => socket.send('words', 53, ownAddress, resolve))
    expect(error).toMatchObject(refusal)
    const connecting = await new Promise((resolve) => socket.connect(53, ownAddress, (...failure: unknown[]) => resolve(failure[0])))
    expect(connecting).toMatchObject(refusal)
    socket.close()
  })

  test('holds threads to the same list, and counts what they try', async () => {
    const before = reached
    const script = `
      const { parentPort } = require('node:worker_threads')
      fetch('http://${ownAddress}:${port}/').then(
        () => parentPort.postMessage('through'),
        (error) => parentPort.postMessage(error.cause.code),
      )`
    const counted = egress.counts().refused
    const worker = new Worker(script, { eval: true })
    const answer = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
    expect(answer).toBe('egress.refused')
    expect(reached).toBe(before)
    await expect.poll(() => egress.counts().refused).toBe(counted + 1)
  })

  test('is counted, and each host is logged once', async () => {
    const [log, metrics] = [createRecordingLog(), createMetrics()]
    watchEgress(egress, { log, metrics })
    await expect(fetch('http://twice.example/')).rejects.toThrow()
    await expect(fetch('http://twice.example/')).rejects.toThrow()
    const lines = log.lines.filter(({ fields }) => fields.host === 'twice.example')
    expect(lines).toMatchObject([{ level: 'warn', fields: { code: 'egress.refused', port: 80 } }])
    expect(await metrics.metrics()).toMatch(new RegExp(`souffleur_egress_attempts_total{outcome="refused"} ${egress.counts().refused}`))
  })
})
