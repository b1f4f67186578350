import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, selectOne } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'

export interface StoredGuide {
  readonly version: number
  /** YAML. */
  readonly text: string
  /** ISO 8601. */
  readonly storedAt: string
  readonly storedBy: string
}

const guideRow = z
  .object({ version: z.number(), text: z.string(), stored_at: z.date(), stored_by: z.string() })
  .transform(({ stored_at, stored_by, ...row }): StoredGuide => ({ ...row, storedAt: stored_at.toISOString(), storedBy: stored_by }))

/** The organisation's guide: every version is kept, the last one holds. */
export class GuideStore {
  readonly #database: Database
  readonly #clock: Clock
  readonly #listeners = new Set<(guide: StoredGuide) => void>()

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  onChange(listener: (guide: StoredGuide) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Undefined when there has never been one. */
  current(): Promise<StoredGuide | undefined> {
    return selectOne(this.#database, guideRow, sql`SELECT version, text, stored_at, stored_by FROM guides ORDER BY version DESC LIMIT 1`)
  }

  /**
   * Stores a version that holds from the next call on; its text has been checked.
   * @param basedOn the version that was edited, 0 for the first
   * @throws AppError `request.conflict` when somebody else was quicker
   */
  async replace(text: string, { basedOn, actor }: { readonly basedOn: number; readonly actor: string }): Promise<StoredGuide> {
    const storedAt = new Date(this.#clock.unixMs())
    const version = basedOn + 1
    await this.#database.transaction(async (tx) => {
      const last = await selectOne(tx, z.object({ version: z.number() }), sql`SELECT version FROM guides ORDER BY version DESC LIMIT 1`)
      if ((last?.version ?? 0) !== basedOn) throw new AppError('request.conflict', `the guide is at version ${last?.version ?? 0}`)
      await tx.query(sql`
        INSERT INTO guides (version, text, stored_at, stored_by) VALUES (${version}, ${storableText(text)}, ${storedAt}, ${actor})`)
      await appendAudit(tx, { atMs: storedAt.getTime(), actor, action: 'guide.stored', subject: `guide ${version}`, details: {} })
    })
    const guide = { version, text, storedAt: storedAt.toISOString(), storedBy: actor }
    for (const listener of this.#listeners) listener(guide)
    return guide
  }
}
