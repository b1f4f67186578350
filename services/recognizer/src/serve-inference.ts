import { parentPort } from 'node:worker_threads'
import type { ThreadMessage } from './inference-thread.ts'

/** The thread's side of {@link InferenceThread}: answers each request, and stays up when one fails. */
export function serveInference<Request, Reply>(answer: (request: Request) => Promise<Reply>): void {
  if (parentPort === null) throw new Error('this script runs as a worker thread')
  const port = parentPort
  const send = (message: ThreadMessage<Reply>) => port.postMessage(message)
  port.on('message', (request: Request) => {
    answer(request).then(
      (reply) => send({ kind: 'reply', reply }),
      (error: unknown) => send({ kind: 'error', detail: error instanceof Error ? error.message : String(error) }),
    )
  })
  send({ kind: 'ready' })
}
