import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ProtocolName, protocols, type TelephonyClient } from '@souffleur/media-client'
import { AppError } from '@souffleur/proto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { OpsSession } from '../src/ops-session.ts'
import { OPS_PASSWORD, type RunningSouffleur, runSouffleur } from './running-souffleur.ts'

/** A proxy stands in between: nobody is on this machine then. */
const FROM_OUTSIDE = { 'x-forwarded-for': '203.0.113.7' }
const PATH = '/api/v1/telephony/sources'
const issued = z.object({
  source: z.object({ id: z.string(), keyId: z.string().nullable(), secrets: z.array(z.object({ id: z.string() })) }),
  secret: z.string().nullable(),
})

let server: RunningSouffleur
let ops: OpsSession
beforeAll(async () => {
  server = await runSouffleur({ SOUFFLEUR_STREAM_TOKEN: 'the-token-of-the-settings' })
  ops = await OpsSession.open(server.url, { username: 'ops', password: OPS_PASSWORD })
})
afterAll(() => server.stop())

const add = (body: unknown) => ops.request('POST', PATH, issued, body)
const rotate = (id: string, body: unknown = {}) => ops.request('POST', `${PATH}/${id}/rotate`, issued, body)
const remove = (path: string) => ops.request('DELETE', `${PATH}/${path}`, z.unknown())

let calls = 0
function call(protocol: ProtocolName, credential: string | undefined): Promise<TelephonyClient> {
  calls += 1
  const of = protocols.find(({ name }) => name === protocol)
  if (of === undefined) throw new Error(`${protocol}: no such protocol`)
  const sound = of.soundOf({ channels: ['customer'], encoding: 'pcmu', sampleRateHz: 8000 })
  const callId = protocol === 'native' || protocol === 'asterisk' ? { callId: `knock-${calls}` } : {}
  const options = { headers: FROM_OUTSIDE, ...(credential === undefined ? {} : { credential }) }
  return of.connect(server.url, { ...sound, ...callId, language: 'en' }, options)
}

async function isLetIn(protocol: ProtocolName, credential: string | undefined): Promise<boolean> {
  try {
    const client = await call(protocol, credential)
    client.end()
    await client.closed
    return true
  } catch (error) {
    if (error instanceof AppError && error.code === 'stream.unauthorised') return false
    throw error
  }
}

interface Knocker {
  readonly protocol: ProtocolName
  readonly source: Record<string, unknown>
  /** Another secret, where the platform issues it. */
  readonly next?: string
  credentialOf(keyId: string | null, secret: string | null): string
}

const [twilioToken, nextTwilioToken] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
const knockers: readonly Knocker[] = [
  { protocol: 'native', source: { name: 'N' }, credentialOf: (_, secret) => secret ?? '' },
  { protocol: 'jambonz', source: { name: 'J', kind: 'basic', keyId: 'jambonz' }, credentialOf: (id, secret) => `${id}:${secret}` },
  { protocol: 'jambonz', source: { name: 'J token', kind: 'bearer' }, credentialOf: (_, secret) => secret ?? '' },
  { protocol: 'asterisk', source: { name: 'A', kind: 'basic', keyId: 'pbx' }, credentialOf: (id, secret) => `${id}:${secret}` },
  {
    protocol: 'twilio',
    source: { name: 'T', keyId: `AC${'1'.repeat(32)}`, secret: twilioToken },
    next: nextTwilioToken,
    credentialOf: (id, secret) => `${id}:${secret}`,
  },
  { protocol: 'audiohook', source: { name: 'G' }, credentialOf: (id, secret) => `${id}:${secret}` },
]

describe('from outside this machine', () => {
  it.each(['native', 'twilio', 'audiohook', 'jambonz', 'asterisk'] as const)('%s takes nobody without a credential', async (protocol) => {
    expect(await isLetIn(protocol, undefined)).toBe(false)
  })

  it('no ticket is given without a credential', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${server.url}/telephony/tickets`, { method: 'POST', headers: { ...FROM_OUTSIDE, ...headers }, body: new URLSearchParams() })
    expect((await ask({})).status).toBe(401)
    const { secret } = await add({ door: 'audiosocket', name: 'Tickets', kind: 'basic', keyId: 'pbx' })
    const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`pbx:${password}`).toString('base64')}` })
    expect((await ask(basic(secret ?? ''))).status).toBe(201)
    expect((await ask(basic('wrong'))).status).toBe(401)
  })

  it('the token of the settings opens the native door, and no other', async () => {
    expect(await isLetIn('native', 'the-token-of-the-settings')).toBe(true)
    expect(await isLetIn('jambonz', 'the-token-of-the-settings')).toBe(false)
  })
})

describe.each(knockers)('a source of $protocol ($source.name)', ({ protocol, source, next, credentialOf }) => {
  it('comes in with each of its secrets while it is valid, and its calls go on when it isn’t', async () => {
    const given = 'secret' in source ? String(source.secret) : null
    const first = await add({ door: protocol, ...source })
    const { id, keyId } = first.source
    const old = credentialOf(keyId, first.secret ?? given)
    const running = await call(protocol, old)
    const second = await rotate(id, next === undefined ? {} : { secret: next })
    const current = credentialOf(keyId, second.secret ?? next ?? null)
    expect([await isLetIn(protocol, old), await isLetIn(protocol, current)]).toEqual([true, true])
    await remove(`${id}/secrets/${second.source.secrets[0]?.id}`)
    expect([await isLetIn(protocol, old), await isLetIn(protocol, current)]).toEqual([false, true])
    await remove(id)
    expect(await isLetIn(protocol, current)).toBe(false)
    expect(running.isOpen).toBe(true)
    running.end()
    await running.closed
  })
})

it('no handshake with a valid secret is refused while secrets are rotated', async () => {
  const { source, secret } = await add({ door: 'native', name: 'Storm' })
  let credential = secret ?? ''
  for (let rotation = 0; rotation < 8; rotation += 1) {
    const knocks = Array.from({ length: 8 }, () => isLetIn('native', credential))
    const [rotated, ...letIn] = await Promise.all([rotate(source.id), ...knocks])
    expect(letIn).toEqual(knocks.map(() => true))
    credential = rotated.secret ?? ''
  }
})

it('the key of signing secrets is in the data folder, for its owner only', async () => {
  await add({ door: 'audiohook', name: 'Sealed' })
  expect((await stat(join(server.dataFolder, 'secret.key'))).mode & 0o777).toBe(0o600)
})

describe('npm run sources', () => {
  const cli = fileURLToPath(new URL('../src/sources-cli.ts', import.meta.url))
  const sources = async (parameters: readonly string[], { password = OPS_PASSWORD, input = '' } = {}) => {
    const child = spawn(process.execPath, [cli, ...parameters, '--url', server.url], {
      env: { ...process.env, SOUFFLEUR_OPS_PASSWORD: password },
    })
    let [out, errors] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString()
    })
    child.stdin.end(input)
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { status, out, errors }
  }

  it('adds, rotates, lists and removes', async () => {
    const which = ['--door', 'native', '--name', 'From the shell']
    const added = await sources(['add', ...which])
    expect(added).toMatchObject({ status: 0, out: expect.stringMatching(/^[\w-]{43}\n$/) })
    expect(await isLetIn('native', added.out.trim())).toBe(true)
    const rotated = await sources(['rotate', ...which, '--keep-hours', '0'])
    expect(await isLetIn('native', added.out.trim())).toBe(false)
    expect(await isLetIn('native', rotated.out.trim())).toBe(true)
    const list = await sources(['list'])
    expect(list.out).toMatch(/native +From the shell +bearer/)
    expect(list.out).not.toContain(rotated.out.trim())
    expect((await sources(['remove', ...which])).status).toBe(0)
    expect(await isLetIn('native', rotated.out.trim())).toBe(false)
  })

  it('takes a platform’s secret from standard input, never from its arguments', async () => {
    const account = `AC${'2'.repeat(32)}`
    const token = randomBytes(16).toString('hex')
    const which = ['--door', 'twilio', '--name', 'Shell Twilio', '--key-id', account, '--given']
    expect(await sources(['add', ...which], { input: `${token}\n` })).toMatchObject({ status: 0, out: '' })
    expect(await isLetIn('twilio', `${account}:${token}`)).toBe(true)
  })

  it('says what is wrong', async () => {
    expect(await sources(['add', '--door', 'native'])).toMatchObject({ status: 2, errors: expect.stringContaining('--name') })
    expect(await sources(['forget'])).toMatchObject({ status: 2 })
    expect(await sources(['list'], { password: 'wrong password' })).toMatchObject({
      status: 1,
      errors: expect.stringContaining('account.credentials-wrong'),
    })
    expect(await sources(['remove', '--door', 'native', '--name', 'Nobody'])).toMatchObject({
      status: 1,
      errors: expect.stringContaining('request.not-found'),
    })
  })
})
