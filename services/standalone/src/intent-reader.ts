import { Worker } from 'node:worker_threads'
import { parseCatalogue } from '@souffleur/assist'
import type { Article, IntentProposalReport, IntentQualityReport, IntentReader } from '@souffleur/desk'
import { AppError } from '@souffleur/proto'
import type { IntentTask } from './intent-worker.ts'

/** Desk stores intents as a text; assist knows what is in it. What takes long is done in a thread of its own, so that calls go on. */
/** @param articles their questions are examples too */
export function createIntentReader(understand: IntentReader['understand'], articles: () => Promise<readonly Article[]>): IntentReader {
  return {
    complaint(text) {
      try {
        parseCatalogue(text)
        return undefined
      } catch (error) {
        if (error instanceof AppError) return error.detail
        throw error
      }
    },
    understand,
    async measure(catalogue, language) {
      parseCatalogue(catalogue)
      return aside<IntentQualityReport>({ kind: 'measure', catalogue, articles: await articles(), language })
    },
    async propose(questions, catalogue, language) {
      return aside<readonly IntentProposalReport[]>({ kind: 'propose', questions, catalogue, articles: await articles(), language })
    },
  }
}

function aside<Result>(task: IntentTask): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('intent-worker.ts', import.meta.url), { workerData: task })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the work on intents ended with code ${code}`)))
  })
}
