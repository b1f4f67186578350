import { createHash } from 'node:crypto'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { wholeNumber } from '../calls/call-row.ts'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'
import { type AuditValue, canonicalJson } from './canonical-json.ts'

/**
 * The audit log: entries are only added, and each holds the hash of the one before. {@link verifyAuditChain} finds an entry
 * that was changed, removed from the middle, moved or inserted.
 *
 * What it can't show by itself: whoever may write to the database can cut entries off the end, or write the whole chain anew.
 * Note the head's hash somewhere else from time to time (the command prints it): then both show.
 */
export const auditActions = [
  'account.created',
  'account.signed-in',
  'account.signed-out',
  'account.sign-in-failed',
  'account.changed',
  'account.password-reset',
  'account.password-changed',
  'account.password-refused',
  'account.sessions-closed',
  'call.read',
  'call.watched',
  'summary.read',
  'scorecard.read',
  'reviews.read',
  'questions.read',
  'recording.uploaded',
  'sample.played',
  'suggestion.judged',
  'notice.noted',
  'summary.saved',
  'summary.reviewed',
  'knowledge.imported',
  'source.added',
  'source.rotated',
  'source.secret-removed',
  'source.removed',
  'knowledge.revised',
  'guide.stored',
  'templates.stored',
  'intents.stored',
  'feedback.switched',
  'review-rules.stored',
  'scorecard.stored',
  'privacy.stored',
  'call.scored',
  'calls.searched',
  'call.exported',
  'call.erased',
  'original.opened',
  'keys.rotated',
  'keys.renewed',
  'keys.resealed',
  'retention.changed',
  'retention.purged',
  'backup.made',
  'export.started',
  'export.ended',
  'webhook.added',
  'webhook.changed',
  'webhook.rotated',
  'webhook.removed',
  'webhook.tested',
  'webhook.replayed',
  'webhook.switched-off',
] as const
export type AuditAction = (typeof auditActions)[number]

/** `details` never hold words that people said. */
export interface AuditFact {
  readonly atMs: number
  /** User name; `system` for what nobody asked for. */
  readonly actor: string
  readonly action: AuditAction
  /** What it was done to: a call's id, a user name. */
  readonly subject: string
  readonly details: { readonly [key: string]: AuditValue }
}

export interface AuditEntry {
  readonly sequence: number
  readonly atMs: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  /** Canonical JSON. */
  readonly details: string
  readonly previousHash: string
  readonly hash: string
}

export const GENESIS_HASH = '0'.repeat(64)
const PAGE = 1000

/** SHA-256 over the canonical JSON of everything in the entry but the hash itself. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { sequence, atMs, actor, action, subject, details, previousHash } = entry
  return createHash('sha256').update(canonicalJson({ sequence, atMs, actor, action, subject, details, previousHash })).digest('hex')
}

/**
 * Adds a fact to the chain. Within a transaction that changes something, both happen or neither does; make it the transaction's last step,
 * since every other writer of the log waits for its end.
 */
export async function appendAudit(tx: Queryable, fact: AuditFact): Promise<void> {
  // Two writers must not continue the same entry.
  await tx.exec('LOCK TABLE audit_entries IN SHARE ROW EXCLUSIVE MODE')
  const head = await auditHead(tx)
  // The hash covers what is stored, so what can't be stored goes before.
  const entry = {
    sequence: head.sequence + 1,
    atMs: fact.atMs,
    actor: storableText(fact.actor),
    action: fact.action,
    subject: storableText(fact.subject),
    details: storableText(canonicalJson(fact.details)),
    previousHash: head.hash,
  }
  await tx.query(sql`
    INSERT INTO audit_entries (sequence, at_ms, actor, action, subject, details, previous_hash, hash)
    VALUES (${entry.sequence}, ${entry.atMs}, ${entry.actor}, ${entry.action}, ${entry.subject},
      ${tx.seal.sealText(entry.details, detailsPlace(entry.sequence))}, ${entry.previousHash}, ${auditHash(entry)})`)
}

/** The hash covers the details as they were before sealing: another key doesn't break the chain. */
export function detailsPlace(sequence: number): string {
  return `audit ${sequence}`
}

/** Undefined when they were changed, or sealed with a key that is lost. */
function openedDetails(database: Queryable, { sequence, details }: AuditEntry): string | undefined {
  try {
    return database.seal.openText(details, detailsPlace(sequence))
  } catch (error) {
    if (error instanceof AppError && error.code === 'data.unreadable') return undefined
    throw error
  }
}

export type AuditVerification =
  | { readonly ok: true; readonly entries: number; readonly headHash: string }
  | { readonly ok: false; readonly entries: number; readonly sequence: number; readonly problem: AuditProblem }

/** `missing`: a number is skipped; `changed`: the entry's hash is not that of its content; `unlinked`: it doesn't follow its predecessor. */
export type AuditProblem = 'missing' | 'changed' | 'unlinked'

/** Walks the whole chain, page by page, and stops at the first entry that is wrong. */
export async function verifyAuditChain(database: Database): Promise<AuditVerification> {
  let entries = 0
  let previousHash = GENESIS_HASH
  for (;;) {
    const page = await select(database, entryRow, sql`${selectEntries} WHERE sequence > ${entries} ORDER BY sequence LIMIT ${PAGE}`)
    for (const entry of page) {
      const sequence = entries + 1
      if (entry.sequence !== sequence) return { ok: false, entries, sequence, problem: 'missing' }
      if (entry.previousHash !== previousHash) return { ok: false, entries, sequence, problem: 'unlinked' }
      const details = openedDetails(database, entry)
      const isWhole = details !== undefined && entry.hash === auditHash({ ...entry, details })
      if (!isWhole) return { ok: false, entries, sequence, problem: 'changed' }
      previousHash = entry.hash
      entries = sequence
    }
    if (page.length < PAGE) return { ok: true, entries, headHash: previousHash }
  }
}

const UNREADABLE_DETAILS = '{"unreadable":true}'

/** Newest first, those before a sequence number. */
export async function listAudit(
  database: Queryable,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<AuditEntry[]> {
  const last = before ?? Number.MAX_SAFE_INTEGER
  const entries = await select(database, entryRow, sql`${selectEntries} WHERE sequence < ${last} ORDER BY sequence DESC LIMIT ${limit}`)
  return entries.map((entry) => ({ ...entry, details: openedDetails(database, entry) ?? UNREADABLE_DETAILS }))
}

const selectEntries = sql`SELECT sequence, at_ms, actor, action, subject, details, previous_hash, hash FROM audit_entries`

/** `details` are sealed still. */
const entryRow = z
  .object({
    sequence: wholeNumber,
    at_ms: wholeNumber,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.string(),
    previous_hash: z.string(),
    hash: z.string(),
  })
  .transform(({ at_ms, previous_hash, ...row }): AuditEntry => ({ ...row, atMs: at_ms, previousHash: previous_hash }))

/** The last entry; sequence 0 before there is one. */
export async function auditHead(tx: Queryable): Promise<{ sequence: number; hash: string }> {
  const head = await selectOne(tx, entryRow, sql`${selectEntries} ORDER BY sequence DESC LIMIT 1`)
  return head ?? { sequence: 0, hash: GENESIS_HASH }
}
