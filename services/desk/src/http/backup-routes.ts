import { join } from 'node:path'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import type { Database, PlainDatabase } from '../storage/database.ts'
import { backUpDatabase } from '../transfer/backup.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface BackupRoutePorts {
  readonly database: Database
  /** The same, that copies its files. */
  readonly plain: PlainDatabase
  readonly clock: Clock
  /** Where backups go; absent where nobody may ask for one. */
  readonly backupFolder: string | undefined
}

const backupBody = z.object({ path: z.string(), at: z.string(), tables: z.record(z.string(), z.number()) })

/** Where it goes is never the caller's choice: `npm run db -- backup` takes it from there. */
export function addBackupRoutes(server: HttpServer, { database, plain, clock, backupFolder }: BackupRoutePorts): void {
  server.post(
    '/api/v1/backups',
    {
      schema: {
        tags: ['system'],
        summary: 'A copy of the built-in database, beside it; its records stay sealed',
        response: { 200: backupBody, default: errorBody },
      },
    },
    async (request) => {
      if (backupFolder === undefined) throw new AppError('data.backup-by-server')
      const name = new Date(clock.unixMs()).toISOString().replaceAll(':', '-')
      const path = join(backupFolder, name)
      const { at, tables } = await backUpDatabase(plain, path, clock)
      const rows = Object.values(tables).reduce((sum, count) => sum + count, 0)
      const actor = principalOf(request).username
      await database.transaction((tx) =>
        appendAudit(tx, { atMs: clock.unixMs(), actor, action: 'backup.made', subject: name, details: { rows } }),
      )
      return { path, at, tables }
    },
  )
}
