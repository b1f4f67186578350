import { AppError, type CallEvent, type PersonalDataType, type PrivateWords, parseMaskToken } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** What an organisation keeps of what masks hide. */
export interface VaultRules {
  /** None: nothing is kept. */
  readonly types: readonly PersonalDataType[]
  /** Days from when it was heard. */
  readonly days: number
}

export const EMPTY_VAULT: VaultRules = { types: [], days: 0 }

/** What of hidden words is kept; undefined for nothing. Partial texts change, and are never kept. */
export function keptOriginals(event: CallEvent, rules: VaultRules): CallEvent | undefined {
  const { body } = event
  if (body.case !== 'privateWords' || body.value.revision !== 0 || rules.types.length === 0) return undefined
  const values = body.value.values.filter(({ token }) => isKept(token, rules))
  return values.length === 0 ? undefined : { ...event, body: { case: body.case, value: { ...body.value, values } } }
}

function isKept(token: string, { types }: VaultRules): boolean {
  const read = parseMaskToken(token)
  return read !== undefined && read.partial !== true && types.includes(read.type)
}

/** The first words for a token count: it stands for the same value in the whole call. */
export async function storeOriginals(tx: Queryable, callId: string, { values }: PrivateWords, at: Date): Promise<void> {
  for (const { token, text } of values) {
    const type = parseMaskToken(token)?.type
    if (type === undefined) continue
    await tx.query(sql`
      INSERT INTO call_originals (call_id, token, type, sealed, heard_at)
      VALUES (${callId}, ${token}, ${type}, ${tx.seal.seal(text, originalPlace(callId, token))}, ${at}) ON CONFLICT (call_id, token) DO NOTHING`)
  }
}

export interface KeptOriginal {
  readonly token: string
  readonly type: string
  /** ISO 8601. */
  readonly heardAt: string
}

const keptRow = z
  .object({ token: z.string(), type: z.string(), heard_at: z.date() })
  .transform(({ heard_at, ...row }): KeptOriginal => ({ ...row, heardAt: heard_at.toISOString() }))

/** What could be opened, in the order heard. */
export function listOriginals(database: Queryable, callId: string): Promise<KeptOriginal[]> {
  return select(database, keptRow, sql`SELECT token, type, heard_at FROM call_originals WHERE call_id = ${callId} ORDER BY heard_at, token`)
}

export interface Opening {
  readonly callId: string
  readonly token: string
  /** In the words of whoever opens it: it goes into the audit log. */
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

/**
 * One value, with an entry in the audit log: there is no value without the entry.
 * @throws AppError `request.not-found`, `data.unreadable`
 */
export function openOriginal(database: Database, { callId, token, reason, actor, at }: Opening): Promise<string> {
  return database.transaction(async (tx) => {
    const row = await selectOne(
      tx,
      z.object({ sealed: z.instanceof(Uint8Array) }),
      sql`SELECT sealed FROM call_originals WHERE call_id = ${callId} AND token = ${token}`,
    )
    if (row === undefined) throw new AppError('request.not-found')
    const value = tx.seal.open(row.sealed, originalPlace(callId, token))
    await appendAudit(tx, { atMs: at.getTime(), actor, action: 'original.opened', subject: callId, details: { token, reason } })
    return value
  })
}

const countRow = z.object({ n: z.coerce.number() })
const DAY_MS = 86_400_000

/** Removes what is older than the rules allow, or of a type that isn't kept any more. Returns how many there were. */
export async function purgeOriginals(
  database: Queryable,
  { types, days }: VaultRules,
  { now, dryRun }: { readonly now: Date; readonly dryRun: boolean },
): Promise<number> {
  const due = sql`heard_at < ${new Date(now.getTime() - days * DAY_MS)} OR NOT type = ANY(${types})`
  if (!dryRun) return (await database.query(sql`DELETE FROM call_originals WHERE ${due}`)).affected
  return (await selectOne(database, countRow, sql`SELECT count(*) AS n FROM call_originals WHERE ${due}`))?.n ?? 0
}

/** See `ContentSeal`. */
export function originalPlace(callId: string, token: string): string {
  return `original ${callId} ${token}`
}
