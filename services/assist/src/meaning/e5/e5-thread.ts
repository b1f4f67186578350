/** A worker thread that makes vectors, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import type { E5Paths } from './e5-description.ts'
import { E5Model } from './e5-model.ts'
import type { EmbeddingRequest, FromThread } from './embedding-thread.ts'

if (parentPort === null) throw new Error('this script runs as a worker thread')
const port = parentPort
const paths: E5Paths = workerData
const model = await E5Model.load(paths)
const send = (message: FromThread, moved: ArrayBuffer[] = []) => port.postMessage(message, moved)

port.on('message', ({ texts, kind }: EmbeddingRequest) => {
  model.embed(texts, kind).then(
    (values) => {
      // The runtime's memory can't be moved to another thread.
      const own = values.slice()
      send({ kind: 'vectors', values: own }, [own.buffer])
    },
    (error: unknown) => send({ kind: 'error', detail: error instanceof Error ? error.message : String(error) }),
  )
})
send({ kind: 'ready', width: model.width, weights: model.weights })
