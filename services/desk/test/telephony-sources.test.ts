import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { systemClock } from '@souffleur/flow'
import { createRecordingLog } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { verifyAuditChain } from '../src/audit/audit-chain.ts'
import { SealingKey, sealingKeyFile } from '../src/index.ts'
import { type PlainDatabase, select } from '../src/storage/database.ts'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, type HarnessOptions, startDesk } from './desk-harness.ts'
import { TEST_KEY } from './records.ts'
import { temporaryFolder } from './temporary-folder.ts'

const PATH = '/api/v1/telephony/sources'
const HOUR_MS = 3_600_000

let harness: DeskHarness
let ops: DeskClient
beforeAll(async () => {
  harness = await startDesk()
  ops = await harness.as('ops')
})
afterAll(() => harness.stop())

const add = async (body: Record<string, unknown>, client = ops) => (await client.post(PATH, body)).body
const listed = async (id: string, client = ops) => (await client.get(PATH)).body.sources.find((source: { id: string }) => source.id === id)

describe('a token', () => {
  it('is shown once, lets its platform in at its door only, and is stored as a hash', async () => {
    const { status, body, headers } = await ops.post(PATH, { name: 'PBX', door: 'native' })
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { source, secret } = body
    expect(source).toMatchObject({ name: 'PBX', door: 'native', kind: 'bearer', keyId: null, createdBy: 'ops' })
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(harness.desk.sourceKeys.bearerOf('native', undefined, secret)).toEqual({ id: source.id, name: 'PBX', door: 'native' })
    const strangers: readonly (readonly [door: string, user: string | undefined, secret: string])[] = [
      ['jambonz', undefined, secret],
      ['native', 'somebody', secret],
      ['native', undefined, `${secret}x`],
      ['native', undefined, ''],
    ]
    for (const asked of strangers) expect(harness.desk.sourceKeys.bearerOf(...asked)).toBeUndefined()
    expect(JSON.stringify((await ops.get(PATH)).body)).not.toContain(secret)
    expect(await everythingStored(harness.database)).not.toContain(secret)
    expect(JSON.stringify(harness.log.lines)).not.toContain(secret)
  })

  it('opens the native socket, from outside too, and the token of the settings goes on', async () => {
    const { source, secret } = await add({ name: 'Recorder', door: 'native' })
    const knock = (authorization: string) => {
      const request = { headers: { host: 'desk.example', authorization }, socket: { remoteAddress: '203.0.113.7' } }
      return harness.desk.authoriseStream(Object.create(request) as IncomingMessage)
    }
    expect(await knock(`Bearer ${secret}`)).toEqual({ ok: true, source: { id: source.id, name: 'Recorder', door: 'native' } })
    expect(await knock('Bearer a-token-for-platforms')).toEqual({ ok: true })
    for (const wrong of [secret, `Basic ${Buffer.from(`x:${secret}`).toString('base64')}`, 'Bearer ', `Bearer ${secret} `]) {
      expect(await knock(wrong)).toEqual({ ok: false, code: 'stream.unauthorised' })
    }
    await ops.delete(`${PATH}/${source.id}`)
    expect(await knock(`Bearer ${secret}`)).toEqual({ ok: false, code: 'stream.unauthorised' })
  })
})

describe('a password', () => {
  it('goes with its user name', async () => {
    const { secret } = await add({ name: 'Asterisk', door: 'asterisk', kind: 'basic', keyId: 'pbx' })
    expect(harness.desk.sourceKeys.bearerOf('asterisk', 'pbx', secret)?.name).toBe('Asterisk')
    expect(harness.desk.sourceKeys.bearerOf('asterisk', 'other', secret)).toBeUndefined()
    expect(harness.desk.sourceKeys.bearerOf('asterisk', undefined, secret)).toBeUndefined()
  })
})

describe('a signing secret', () => {
  it('that the platform issued is given, never shown, and sealed', async () => {
    const secret = randomBytes(16).toString('hex')
    const issued = await add({ name: 'Twilio', door: 'twilio', keyId: 'AC1', secret })
    expect(issued).toMatchObject({ secret: null, source: { kind: 'signing', keyId: 'AC1' } })
    const [key, ...others] = harness.desk.sourceKeys.signingKeys('twilio', 'AC1')
    expect([key?.key.toString(), others]).toEqual([secret, []])
    expect(harness.desk.sourceKeys.signingKeys('twilio', undefined)).toHaveLength(1)
    expect(harness.desk.sourceKeys.signingKeys('twilio', 'AC2')).toEqual([])
    expect(harness.desk.sourceKeys.bearerOf('twilio', 'AC1', secret)).toBeUndefined()
    expect(await everythingStored(harness.database)).not.toContain(secret)
  })

  it('of AudioHook is made here with its API key, and stands for bytes in base64', async () => {
    const { source, secret } = await add({ name: 'Genesys', door: 'audiohook' })
    expect(source.keyId).toMatch(/^[\w-]{22}$/)
    const [key] = harness.desk.sourceKeys.signingKeys('audiohook', source.keyId)
    expect(key?.key.toString('base64')).toBe(secret)
    expect(key?.key).toHaveLength(32)
  })

  it('is worth nothing in the row of another source', async () => {
    const one = await add({ name: 'One', door: 'audiohook' })
    const other = await add({ name: 'Other', door: 'audiohook' })
    await harness.database.query(sql`
      UPDATE telephony_secrets SET sealed = (SELECT sealed FROM telephony_secrets WHERE source_id = ${one.source.id})
      WHERE source_id = ${other.source.id}`)
    await add({ name: 'Anything, so that all are read again', door: 'native' })
    expect(harness.desk.sourceKeys.signingKeys('audiohook', other.source.keyId)).toEqual([])
    expect(harness.desk.sourceKeys.signingKeys('audiohook', one.source.keyId)).toHaveLength(1)
    expect((await listed(other.source.id)).secrets).toMatchObject([{ readable: false }])
    await ops.delete(`${PATH}/${other.source.id}`)
  })
})

describe('what can’t be', () => {
  it.each([
    [{ door: 'native' }, 'name'],
    [{ name: ' ', door: 'native' }, 'name'],
    [{ name: 'x', door: 'siprec' }, 'door'],
    [{ name: 'x', door: 'native', kind: 'signing' }, 'kind'],
    [{ name: 'x', door: 'native', keyId: 'me' }, 'keyId'],
    [{ name: 'x', door: 'jambonz', kind: 'basic' }, 'keyId'],
    [{ name: 'x', door: 'jambonz', kind: 'basic', keyId: 'a:b' }, 'keyId'],
    [{ name: 'x', door: 'jambonz', kind: 'bearer', secret: 's'.repeat(40) }, 'secret'],
    [{ name: 'x', door: 'twilio', keyId: 'AC9' }, 'secret'],
    [{ name: 'x', door: 'twilio', secret: 's'.repeat(40) }, 'keyId'],
    [{ name: 'x', door: 'twilio', keyId: 'AC9', secret: 'short' }, 'secret'],
    [{ name: 'x', door: 'audiohook', secret: `${'!'.repeat(40)}` }, 'secret'],
  ])('%j is refused for its %s', async (body, field) => {
    const { status, body: answer } = await ops.post(PATH, body)
    expect([status, answer.error.code]).toEqual([400, 'request.invalid'])
    expect(answer.error.detail).toContain(field)
    expect(answer.error.detail).not.toContain('ssss')
  })

  it('what isn’t in the list of what can be', async () => {
    const { doors } = (await ops.get(PATH)).body
    expect(doors).toContainEqual({ door: 'twilio', kinds: ['signing'], issuedByPlatform: true })
    expect(doors).toContainEqual({ door: 'asterisk', kinds: ['basic', 'bearer'], issuedByPlatform: false })
    expect(doors).toHaveLength(6)
  })

  it('two sources of a door with one name, or one user', async () => {
    await add({ name: 'Twin', door: 'jambonz', kind: 'basic', keyId: 'twin' })
    expect((await ops.post(PATH, { name: 'Twin', door: 'jambonz', kind: 'bearer' })).body.error.code).toBe('request.conflict')
    expect((await ops.post(PATH, { name: 'Twin 2', door: 'jambonz', kind: 'basic', keyId: 'twin' })).status).toBe(409)
    expect((await ops.post(PATH, { name: 'Twin', door: 'native' })).status).toBe(201)
  })

  it('anything with a source that isn’t there', async () => {
    for (const answer of [
      await ops.post(`${PATH}/nowhere/rotate`),
      await ops.delete(`${PATH}/nowhere`),
      await ops.delete(`${PATH}/nowhere/secrets/none`),
    ]) {
      expect([answer.status, answer.body.error.code]).toEqual([404, 'request.not-found'])
    }
  })

  it('a change from a page of another site', async () => {
    const { status } = await ops.send('POST', PATH, { name: 'Evil', door: 'native' }, { origin: 'https://evil.example' })
    expect(status).toBe(403)
  })
})

describe('a rotation', () => {
  it('leaves the old secret valid for a day, and for the asked time', async () => {
    const { source, secret: first } = await add({ name: 'Rotating', door: 'native' })
    const second = (await ops.post(`${PATH}/${source.id}/rotate`)).body.secret
    const knows = (secret: string) => harness.desk.sourceKeys.bearerOf('native', undefined, secret)?.name === 'Rotating'
    expect([first, second].map(knows)).toEqual([true, true])
    expect((await listed(source.id)).secrets.map(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null)).toEqual([
      false,
      true,
    ])
    harness.clock.advance(24 * HOUR_MS - 1)
    expect([first, second].map(knows)).toEqual([true, true])
    harness.clock.advance(1)
    expect([first, second].map(knows)).toEqual([false, true])
    ops = await harness.as('ops')
    expect((await listed(source.id)).secrets).toHaveLength(1)
    const third = (await ops.post(`${PATH}/${source.id}/rotate`, { keepHours: 0 })).body.secret
    expect([second, third].map(knows)).toEqual([false, true])
  })

  it('never makes a secret last longer', async () => {
    const { source, secret } = await add({ name: 'Hasty', door: 'native' })
    await ops.post(`${PATH}/${source.id}/rotate`, { keepHours: 1 })
    await ops.post(`${PATH}/${source.id}/rotate`, { keepHours: 2 })
    harness.clock.advance(HOUR_MS)
    expect(harness.desk.sourceKeys.bearerOf('native', undefined, secret)).toBeUndefined()
  })

  it('can be finished early', async () => {
    const { source, secret } = await add({ name: 'Early', door: 'native' })
    const rotated = (await ops.post(`${PATH}/${source.id}/rotate`)).body
    const [old, current] = rotated.source.secrets
    expect((await ops.delete(`${PATH}/${source.id}/secrets/${old.id}`)).status).toBe(204)
    expect(harness.desk.sourceKeys.bearerOf('native', undefined, secret)).toBeUndefined()
    expect(harness.desk.sourceKeys.bearerOf('native', undefined, rotated.secret)?.id).toBe(source.id)
    const last = await ops.delete(`${PATH}/${source.id}/secrets/${current.id}`)
    expect([last.status, last.body.error.code]).toEqual([409, 'request.conflict'])
    expect(harness.desk.sourceKeys.bearerOf('native', undefined, rotated.secret)?.id).toBe(source.id)
  })

  it('of a platform’s own secret needs the new one', async () => {
    const [first, second] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    const { source } = await add({ name: 'Twilio 2', door: 'twilio', keyId: 'AC7', secret: first })
    expect((await ops.post(`${PATH}/${source.id}/rotate`)).body.error.code).toBe('request.invalid')
    expect((await ops.post(`${PATH}/${source.id}/rotate`, { secret: second })).body.secret).toBeNull()
    expect(harness.desk.sourceKeys.signingKeys('twilio', 'AC7').map(({ key }) => key.toString())).toEqual([first, second])
  })
})

describe('the day of the last use', () => {
  it('is noted once a day, for the secret that was used', async () => {
    const { source, secret } = await add({ name: 'Used', door: 'native' })
    await ops.post(`${PATH}/${source.id}/rotate`, { keepHours: 100 })
    const days = async () => {
      await harness.desk.stored()
      return (await listed(source.id, await harness.as('ops'))).secrets.map(({ lastUsedOn }: { lastUsedOn: string | null }) => lastUsedOn)
    }
    expect(await days()).toEqual([null, null])
    const today = new Date(harness.clock.unixMs()).toISOString().slice(0, 10)
    for (let handshake = 0; handshake < 3; handshake += 1) harness.desk.sourceKeys.bearerOf('native', undefined, secret)
    expect(await days()).toEqual([today, null])
    harness.clock.advance(24 * HOUR_MS)
    harness.desk.sourceKeys.bearerOf('native', undefined, secret)
    expect((await days())[0] > today).toBe(true)
  })

  it('of a signing secret is that of a handshake that it signed', async () => {
    ops = await harness.as('ops')
    const { source } = await add({ name: 'Signed', door: 'audiohook' })
    const [key] = harness.desk.sourceKeys.signingKeys('audiohook', source.keyId)
    await harness.desk.stored()
    expect((await listed(source.id)).secrets[0].lastUsedOn).toBeNull()
    key?.noteUse()
    await harness.desk.stored()
    expect((await listed(source.id)).secrets[0].lastUsedOn).not.toBeNull()
  })
})

describe('the audit log', () => {
  it('has every change, and no secret', async () => {
    ops = await harness.as('ops')
    const { source, secret } = await add({ name: 'Audited', door: 'native' })
    const rotated = (await ops.post(`${PATH}/${source.id}/rotate`)).body
    await ops.delete(`${PATH}/${source.id}/secrets/${rotated.source.secrets[0].id}`)
    await ops.delete(`${PATH}/${source.id}`)
    const { entries: all } = (await ops.get('/api/v1/audit?limit=20')).body
    // The clock of these tests has passed hours, in which other things were done.
    const entries = all.filter(({ action }: { action: string }) => action.startsWith('source.')).slice(0, 4)
    expect(entries.map(({ action, actor, subject }: Record<string, string>) => [action, actor, subject])).toEqual(
      ['source.removed', 'source.secret-removed', 'source.rotated', 'source.added'].map((action) => [action, 'ops', source.id]),
    )
    expect(entries[3].details).toEqual({ door: 'native', name: 'Audited', kind: 'bearer' })
    expect(JSON.stringify(entries)).not.toContain(secret)
    expect(await verifyAuditChain(harness.database)).toMatchObject({ ok: true })
  })
})

describe('another start', () => {
  const open = async () => {
    const database = await openPgliteDatabase({ clock: systemClock, log: createRecordingLog() })
    onTestFinished(() => database.close())
    return database
  }
  const start = async (database: PlainDatabase, sealingKey: NonNullable<HarnessOptions['overrides']>['sealingKey']) => {
    const desk = await startDesk({ database, overrides: sealingKey === undefined ? {} : { sealingKey } })
    return { desk, client: await desk.as('ops') }
  }

  it('knows all sources', async () => {
    const database = await open()
    const file = sealingKeyFile(join(await temporaryFolder(), 'secret.key'))
    const first = await start(database, file)
    const bearer = await add({ name: 'Token', door: 'native' }, first.client)
    const signing = await add({ name: 'Signed', door: 'audiohook' }, first.client)
    await first.desk.stop()
    const second = await start(database, file)
    expect(second.desk.desk.sourceKeys.bearerOf('native', undefined, bearer.secret)?.name).toBe('Token')
    const [key] = second.desk.desk.sourceKeys.signingKeys('audiohook', signing.source.keyId)
    expect(key?.key.toString('base64')).toBe(signing.secret)
    await second.desk.stop()
  })

  it.each([
    ['without the key', (path: string) => rm(path), 'data.key-missing'],
    ['with another key', (path: string) => writeFile(path, randomBytes(32).toString('hex')), 'data.key-wrong'],
    ['with a file that is no key', (path: string) => writeFile(path, 'oops'), 'source.key-invalid'],
  ])('%s is refused, and opens everything once the key is back', async (_, spoil, code) => {
    const database = await open()
    const path = join(await temporaryFolder(), 'secret.key')
    const first = await start(database, sealingKeyFile(path))
    const { source } = await add({ name: 'Signed', door: 'audiohook' }, first.client)
    await first.desk.stop()
    const key = await readFile(path)
    await spoil(path)
    await expect(start(database, sealingKeyFile(path))).rejects.toMatchObject({ code })
    await writeFile(path, key)
    const right = await start(database, sealingKeyFile(path))
    expect(right.desk.desk.sourceKeys.signingKeys('audiohook', source.keyId)).toHaveLength(1)
    await right.desk.stop()
  })

  it('with a secret that another key sealed says so; the others go on working, and a rotation mends the source', async () => {
    const database = await open()
    const first = await start(database, TEST_KEY)
    const bearer = await add({ name: 'Token', door: 'native' }, first.client)
    const { source } = await add({ name: 'Signed', door: 'audiohook' }, first.client)
    await first.desk.stop()
    const foreign = new SealingKey(randomBytes(32)).seal('a secret', 'anywhere')
    await database.query(sql`UPDATE telephony_secrets SET sealed = ${foreign} WHERE sealed IS NOT NULL`)

    const { desk, client } = await start(database, TEST_KEY)
    expect(desk.desk.sourceKeys.bearerOf('native', undefined, bearer.secret)?.name).toBe('Token')
    expect(desk.desk.sourceKeys.signingKeys('audiohook', undefined)).toEqual([])
    expect(desk.log.codes()).toContain('source.key-lost')
    expect((await client.get('/api/v1/status')).body.warnings).toEqual(['source.key-lost'])
    expect((await client.get(PATH)).body.warning).toBe('source.key-lost')
    expect((await listed(source.id, client)).secrets).toMatchObject([{ readable: false }])
    expect((await client.post(`${PATH}/${source.id}/rotate`)).status).toBe(200)
    expect((await listed(source.id, client)).secrets).toMatchObject([{ readable: true }])
    expect(desk.desk.sourceKeys.signingKeys('audiohook', source.keyId)).toHaveLength(1)
    expect((await client.get('/api/v1/status')).body.warnings).toEqual([])
    await desk.stop()
  })
})

/** All text of the tables that could hold a secret. */
async function everythingStored(database: PlainDatabase): Promise<string> {
  const row = z.object({ all: z.string() })
  const rows = await select(
    database,
    row,
    sql`
      SELECT (s.*)::text || (t.*)::text AS all FROM telephony_sources s JOIN telephony_secrets t USING (source_id)
      UNION ALL SELECT (a.*)::text FROM audit_entries a`,
  )
  return rows.map(({ all }) => all).join('\n')
}
