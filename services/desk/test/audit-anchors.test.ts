import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AuditAnchors, readAnchors, verifyAnchoredChain } from '../src/audit/audit-anchors.ts'
import { appendAudit } from '../src/audit/audit-chain.ts'
import type { Database } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'
import { openTestRecords } from './records.ts'
import { temporaryFolder } from './temporary-folder.ts'

let database: Database
let clock: ManualClock
let file: string
const log = createRecordingLog()

beforeAll(async () => {
  database = await openTestRecords()
  // Whoever may write to the database may do this too.
  await database.exec('ALTER TABLE audit_entries DISABLE TRIGGER ALL')
})
afterAll(() => database.close())

const note = (subject: string) =>
  database.transaction((tx) => appendAudit(tx, { atMs: clock.unixMs(), actor: 'system', action: 'call.read', subject, details: {} }))
const verify = async () => verifyAnchoredChain(database, await readAnchors(file))

beforeEach(async () => {
  clock = new ManualClock()
  file = join(await temporaryFolder(), 'elsewhere', 'audit-anchors.jsonl')
  await database.query(sql`DELETE FROM audit_entries`)
  for (const subject of ['a', 'b', 'c']) await note(subject)
})

describe('the anchors of the audit log', () => {
  it('are written soon after the start, every day and at the end, once for each state', async () => {
    const anchors = new AuditAnchors({ database, clock, log, file })
    clock.advance(60_000)
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"sequence":3')
    await note('d')
    clock.advance(86_400_000)
    await anchors.anchor()
    await note('e')
    await anchors.stop()
    await anchors.stop()
    expect((await readAnchors(file)).map(({ sequence }) => sequence)).toEqual([3, 4, 5])
    expect(await verify()).toMatchObject({ ok: true, entries: 5, anchors: 3, unanchored: 0 })
    expect(clock.pendingTimers).toBe(0)
  })

  it('show entries that were cut off the end', async () => {
    await new AuditAnchors({ database, clock, log, file }).stop()
    await database.query(sql`DELETE FROM audit_entries WHERE sequence = 3`)
    expect(await verify()).toMatchObject({ ok: false, problem: 'shortened', sequence: 3, entries: 2, anchor: { sequence: 3 } })
  })

  it('show a chain that was written anew from its beginning', async () => {
    await new AuditAnchors({ database, clock, log, file }).stop()
    await database.query(sql`DELETE FROM audit_entries`)
    for (const subject of ['a', 'somebody else', 'c', 'd']) await note(subject)
    expect(await verify()).toMatchObject({ ok: false, problem: 'rewritten', sequence: 1, anchor: { sequence: 3 } })
  })

  it('say between which of them a chain was written anew', async () => {
    await new AuditAnchors({ database, clock, log, file }).stop()
    for (const subject of ['d', 'e']) await note(subject)
    await new AuditAnchors({ database, clock, log, file }).stop()
    await database.query(sql`DELETE FROM audit_entries WHERE sequence > 3`)
    for (const subject of ['d', 'somebody else', 'f']) await note(subject)
    expect(await verify()).toMatchObject({ ok: false, problem: 'rewritten', sequence: 4, anchor: { sequence: 5 } })
  })

  it('are missed when somebody has taken them away, and what came after the last one is counted', async () => {
    expect(await verify()).toEqual({ ok: false, problem: 'unanchored', sequence: 1, entries: 3 })
    await new AuditAnchors({ database, clock, log, file }).stop()
    await note('d')
    expect(await verify()).toMatchObject({ ok: true, anchors: 1, unanchored: 1 })
  })

  it.each([
    ['changed', sql`UPDATE audit_entries SET subject = 'x' WHERE sequence = 2`],
    ['missing', sql`DELETE FROM audit_entries WHERE sequence = 2`],
    ['changed', sql`UPDATE audit_entries SET at_ms = at_ms + 1 WHERE sequence = 2`],
  ])('leave it to the chain to show an entry that was %s', async (problem, tampering) => {
    await new AuditAnchors({ database, clock, log, file }).stop()
    await database.query(tampering)
    expect(await verify()).toMatchObject({ ok: false, problem, sequence: 2 })
  })

  it('show two entries that changed places', async () => {
    for (const [from, to] of [
      [2, 100],
      [3, 2],
      [100, 3],
    ] as const)
      await database.query(sql`UPDATE audit_entries SET sequence = ${to} WHERE sequence = ${from}`)
    expect(await verify()).toMatchObject({ ok: false, sequence: 2 })
  })

  it('that somebody has touched are named by their line, and a file that can’t be written is logged', async () => {
    await new AuditAnchors({ database, clock, log, file }).stop()
    await appendFile(file, 'nonsense\n')
    await expect(readAnchors(file)).rejects.toThrow(/:2: not an anchor/)
    await new AuditAnchors({ database, clock, log, file: join(file, 'a-file-is-no-folder.jsonl') }).stop()
    expect(log.codes()).toContain('audit.anchor-failed')
  })
})
