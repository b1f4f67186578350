import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { appendAudit, listAudit, verifyAuditChain } from '../src/audit/audit-chain.ts'
import { canonicalJson } from '../src/audit/canonical-json.ts'
import type { Database } from '../src/storage/database.ts'
import { openTestRecords } from './records.ts'

const opened: Database[] = []
let database: Database
beforeEach(async () => {
  if (opened.length === 0) {
    opened.push(await openTestRecords())
  }
  database = opened[0] ?? database
  await database.exec(
    'ALTER TABLE audit_entries DISABLE TRIGGER ALL; DELETE FROM audit_entries; ALTER TABLE audit_entries ENABLE TRIGGER ALL',
  )
  for (let index = 1; index <= 5; index += 1) await append(`call-${index}`)
})
afterAll(() => Promise.all(opened.map((one) => one.close())))

function append(subject: string): Promise<void> {
  const fact = { atMs: 1_700_000_000_000, actor: 'advisor', action: 'call.read', subject, details: { b: 1, a: ['é', null] } } as const
  return database.transaction((tx) => appendAudit(tx, fact))
}

/** As somebody with the database's password could. */
async function tamper(script: string): Promise<void> {
  await database.exec(`ALTER TABLE audit_entries DISABLE TRIGGER ALL; ${script}; ALTER TABLE audit_entries ENABLE TRIGGER ALL`)
}

describe('the audit chain', () => {
  it('holds as it was written, and its first link can be computed by anybody', async () => {
    const verification = await verifyAuditChain(database)
    expect(verification).toMatchObject({ ok: true, entries: 5 })
    const text = `{"action":"call.read","actor":"advisor","atMs":1700000000000,"details":"{\\"a\\":[\\"é\\",null],\\"b\\":1}","previousHash":"${'0'.repeat(64)}","sequence":1,"subject":"call-1"}`
    const first = (await listAudit(database, { limit: 10 })).at(-1)
    expect(first?.hash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('holds when it is empty', async () => {
    await tamper('DELETE FROM audit_entries')
    expect(await verifyAuditChain(database)).toEqual({ ok: true, entries: 0, headHash: '0'.repeat(64) })
  })

  it('takes entries from several writers one after the other', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => append(`at-once-${index}`)))
    expect(await verifyAuditChain(database)).toMatchObject({ ok: true, entries: 25 })
  })

  it.each([
    ['a changed subject', `UPDATE audit_entries SET subject = 'x' WHERE sequence = 3`, 3, 'changed'],
    ['a changed time', 'UPDATE audit_entries SET at_ms = at_ms + 1 WHERE sequence = 1', 1, 'changed'],
    ['changed details', `UPDATE audit_entries SET details = '{}' WHERE sequence = 5`, 5, 'changed'],
    ['a changed hash', `UPDATE audit_entries SET hash = repeat('f', 64) WHERE sequence = 4`, 4, 'changed'],
    ['an entry cut out', 'DELETE FROM audit_entries WHERE sequence = 2', 2, 'missing'],
    [
      'an entry cut out and the rest renumbered',
      'DELETE FROM audit_entries WHERE sequence = 2; UPDATE audit_entries SET sequence = sequence - 1 WHERE sequence > 2',
      2,
      'unlinked',
    ],
    ['the first entry cut out', 'DELETE FROM audit_entries WHERE sequence = 1', 1, 'missing'],
  ])('shows %s', async (_, script, sequence, problem) => {
    await tamper(script)
    expect(await verifyAuditChain(database)).toEqual({ ok: false, entries: sequence - 1, sequence, problem })
  })

  it('shows entries cut off the end only to those who noted the head', async () => {
    const before = await verifyAuditChain(database)
    await tamper('DELETE FROM audit_entries WHERE sequence = 5')
    const after = await verifyAuditChain(database)
    expect(after).toMatchObject({ ok: true, entries: 4 })
    expect(after).not.toEqual(before)
  })

  it.each(['UPDATE audit_entries SET actor = $$x$$', 'DELETE FROM audit_entries', 'TRUNCATE audit_entries'])(
    'is guarded against the mistake %s',
    async (script) => {
      await expect(database.exec(script)).rejects.toThrow('only ever added')
    },
  )

  it('goes on after characters that PostgreSQL refuses', async () => {
    const fact = { atMs: 1, actor: 'a\0', action: 'call.read', subject: '\ud800', details: { 'k\0': '\udfff' } } as const
    await database.transaction((tx) => appendAudit(tx, fact))
    expect(await verifyAuditChain(database)).toMatchObject({ ok: true, entries: 6 })
  })
})

describe('canonical JSON', () => {
  it('has one text for one value, whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))), (value) => {
        const backwards = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(backwards)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('refuses numbers that languages write differently', () => {
    expect(() => canonicalJson({ share: 0.1 })).toThrow()
    expect(() => canonicalJson(Number.NaN)).toThrow()
  })
})
