/**
 * PostgreSQL in WebAssembly, on a thread of its own: it works synchronously, and audio must not wait for a checkpoint.
 * Started by pglite-database.ts, which serialises the requests.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { type WorkerReply, type WorkerRequest, workerSettings } from './pglite-messages.ts'

const port = parentPort
if (port === null) throw new Error('pglite-worker.ts runs in a worker thread')
const { dataDir } = workerSettings.parse(workerData)
const opening = PGlite.create(dataDir)
// The first request reports a failed opening; until then nobody listens to it.
opening.catch(() => {})

port.on('message', (request: WorkerRequest) => {
  run(request).then(
    (reply) => port.postMessage(reply),
    (error: unknown) => port.postMessage(failure(request.id, error)),
  )
})

async function run(request: WorkerRequest): Promise<WorkerReply> {
  const database = await opening.catch((error: unknown) => {
    throw new OpeningFailed(error)
  })
  switch (request.kind) {
    case 'open':
      return { id: request.id, ok: true, rows: [], affected: 0 }
    case 'query': {
      const { rows, affectedRows } = await database.query<unknown>(request.text, [...request.values])
      return { id: request.id, ok: true, rows, affected: affectedRows ?? 0 }
    }
    case 'exec':
      await database.exec(request.script)
      return { id: request.id, ok: true, rows: [], affected: 0 }
    case 'close':
      await database.close()
      return { id: request.id, ok: true, rows: [], affected: 0 }
  }
}

/** Whatever the reason, PGlite is of no use: `internal_error` makes the other side start afresh. */
class OpeningFailed extends Error {
  readonly code: string

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'XX000'
  }
}

function failure(id: number, error: unknown): WorkerReply {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { id, ok: false, code, message: error instanceof Error ? error.message : String(error) }
}
