import { Worker } from 'node:worker_threads'
import { passagesOf, readArticles } from '@souffleur/assist'
import type { Article, KnowledgeIssue, KnowledgeReader } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'

/** Desk stores articles; assist knows how they are read and quoted. */
export function createKnowledgeReader(clock: Clock): KnowledgeReader {
  return {
    read: (text, fileName) => readArticles(text, fileName, { validFrom: new Date(clock.unixMs()).toISOString().slice(0, 10) }),
    passages: (body) => passagesOf({ body }),
    check: checkAside,
  }
}

/** Thousands of articles take seconds to compare: in a thread of its own, so that calls go on. */
function checkAside(articles: readonly Article[]): Promise<readonly KnowledgeIssue[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('knowledge-check-worker.ts', import.meta.url), { workerData: articles })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the check of the knowledge base ended with code ${code}`)))
  })
}
