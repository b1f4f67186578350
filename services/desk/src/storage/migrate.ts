import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { type PlainDatabase, select } from './database.ts'
import { sql } from './statement.ts'

export interface Migration {
  readonly version: number
  readonly name: string
  readonly script: string
}

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/
const defaultFolder = new URL('../../migrations/', import.meta.url)
/** Any number, the same everywhere: whoever migrates holds it. */
const ADVISORY_LOCK = 5_040_471

/** The migrations of a folder in order, without a hole: `0001-calls.sql`, `0002-...`. */
export async function readMigrations(folder: URL = defaultFolder): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(FILE_NAME.exec(name)?.[1])
      if (version !== index + 1) throw new Error(`${name}: expected migration ${index + 1}`)
      return { version, name, script: await readFile(new URL(name, folder), 'utf8') }
    }),
  )
}

/**
 * Brings the tables up to date: all missing migrations in one transaction, under a lock that a second process waits for.
 * Returns the versions that were applied.
 * @throws AppError `data.schema-mismatch` when the database was written by a newer Souffleur, or a migration that it ran has changed.
 */
export async function migrate(database: PlainDatabase, migrations?: readonly Migration[]): Promise<number[]> {
  const wanted = migrations ?? (await readMigrations())
  return database.transaction(async (tx) => {
    await tx.query(sql`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK}) IS NULL AS locked`)
    await tx.exec(
      `CREATE TABLE IF NOT EXISTS schema_versions (
         version integer PRIMARY KEY, name text NOT NULL, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    )
    const applied = await select(tx, appliedRow, sql`SELECT version, name, hash FROM schema_versions ORDER BY version`)
    refuseMismatch(applied, wanted)
    const missing = wanted.slice(applied.length)
    for (const { version, name, script } of missing) {
      await tx.exec(script)
      await tx.query(sql`INSERT INTO schema_versions (version, name, hash) VALUES (${version}, ${name}, ${hashOf(script)})`)
    }
    return missing.map(({ version }) => version)
  })
}

const appliedRow = z.object({ version: z.number(), name: z.string(), hash: z.string() })

function refuseMismatch(applied: readonly z.infer<typeof appliedRow>[], wanted: readonly Migration[]): void {
  for (const [index, { version, name, hash }] of applied.entries()) {
    const migration = wanted[index]
    if (migration === undefined) throw new AppError('data.schema-mismatch', `version ${version} (${name}) is not known here`)
    if (hashOf(migration.script) !== hash) throw new AppError('data.schema-mismatch', `${name} has changed since it was applied`)
  }
}

function hashOf(script: string): string {
  return createHash('sha256').update(script).digest('hex')
}
