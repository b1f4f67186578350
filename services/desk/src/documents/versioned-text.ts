import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, selectOne } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'

/** What organisations write: see the migrations. */
export type DocumentKind = 'guide' | 'summary-templates' | 'intents' | 'scorecard' | 'privacy'

export interface StoredText {
  readonly version: number
  readonly text: string
  /** ISO 8601. */
  readonly storedAt: string
  readonly storedBy: string
}

const auditActions = {
  guide: 'guide.stored',
  'summary-templates': 'templates.stored',
  intents: 'intents.stored',
  scorecard: 'scorecard.stored',
  privacy: 'privacy.stored',
} as const satisfies Record<DocumentKind, string>

const textRow = z
  .object({ version: z.number(), text: z.string(), stored_at: z.date(), stored_by: z.string() })
  .transform(({ stored_at, stored_by, ...row }): StoredText => ({ ...row, storedAt: stored_at.toISOString(), storedBy: stored_by }))

/** One of the organisation's texts: every version is kept, the last one holds. */
export class VersionedText {
  readonly #database: Database
  readonly #clock: Clock
  readonly #kind: DocumentKind
  readonly #listeners = new Set<(stored: StoredText) => void>()
  /** The last version that listeners were told of. */
  #toldVersion = 0

  constructor(kind: DocumentKind, database: Database, clock: Clock) {
    this.#kind = kind
    this.#database = database
    this.#clock = clock
  }

  onChange(listener: (stored: StoredText) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Undefined when there has never been one. */
  current(): Promise<StoredText | undefined> {
    return selectOne(
      this.#database,
      textRow,
      sql`SELECT version, text, stored_at, stored_by FROM documents WHERE kind = ${this.#kind} ORDER BY version DESC LIMIT 1`,
    )
  }

  /** What holds; `first` is stored when there has never been one. Several processes may start at once. */
  async currentOr(first: string): Promise<StoredText> {
    const current = await this.current()
    if (current !== undefined) return this.#note(current)
    try {
      return this.#note(await this.replace(first, { basedOn: 0, actor: 'system' }))
    } catch (error) {
      const theirs = error instanceof AppError && error.code === 'request.conflict' ? await this.current() : undefined
      if (theirs === undefined) throw error
      return this.#note(theirs)
    }
  }

  /** Another process may have stored a version: listeners are told of it. */
  async readAgain(): Promise<void> {
    if (this.#listeners.size === 0) return
    const current = await this.current()
    if (current === undefined || current.version <= this.#toldVersion) return
    this.#note(current)
    for (const listener of this.#listeners) listener(current)
  }

  /**
   * Stores a version that holds from the next call on; its text has been checked.
   * @param basedOn the version that was edited, 0 for the first
   * @throws AppError `request.conflict` when somebody else was quicker
   */
  async replace(text: string, { basedOn, actor }: { readonly basedOn: number; readonly actor: string }): Promise<StoredText> {
    const kind = this.#kind
    const storedAt = new Date(this.#clock.unixMs())
    const version = basedOn + 1
    await this.#database.transaction(async (tx) => {
      const last = await selectOne(
        tx,
        z.object({ version: z.number() }),
        sql`SELECT version FROM documents WHERE kind = ${kind} ORDER BY version DESC LIMIT 1`,
      )
      if ((last?.version ?? 0) !== basedOn) throw new AppError('request.conflict', `it is at version ${last?.version ?? 0}`)
      // Another process may be at the same: whoever commits first has the version.
      const taken = await selectOne(
        tx,
        z.object({ version: z.number() }),
        sql`INSERT INTO documents (kind, version, text, stored_at, stored_by)
        VALUES (${kind}, ${version}, ${storableText(text)}, ${storedAt}, ${actor}) ON CONFLICT DO NOTHING RETURNING version`,
      )
      if (taken === undefined) throw new AppError('request.conflict', `it is at version ${version}`)
      await appendAudit(tx, { atMs: storedAt.getTime(), actor, action: auditActions[kind], subject: `${kind} ${version}`, details: {} })
    })
    const stored = { version, text, storedAt: storedAt.toISOString(), storedBy: actor }
    this.#note(stored)
    for (const listener of this.#listeners) listener(stored)
    return stored
  }

  #note(stored: StoredText): StoredText {
    this.#toldVersion = Math.max(this.#toldVersion, stored.version)
    return stored
  }
}
