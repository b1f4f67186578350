/** A script for `InferenceThread` that fails on request. */
import { workerData } from 'node:worker_threads'
import { serveInference } from '../src/serve-inference.ts'

if (workerData.failToStart === true) throw new Error('no such model')

serveInference<string, string>(async (request) => {
  switch (request) {
    case 'throw':
      throw new Error('thrown')
    case 'exit':
      return process.exit(1)
    case 'hang':
      return await new Promise<string>(() => undefined)
    default:
      return request
  }
})
