import { parentPort, workerData } from 'node:worker_threads'
import { articleSchema, findInconsistencies, type Inconsistency } from '@souffleur/assist'
import type { KnowledgeIssue } from '@souffleur/desk'
import * as z from 'zod'

/** Compares the articles that it was started with, and says what doesn't go together. */
parentPort?.postMessage(findInconsistencies(z.array(articleSchema).parse(workerData)).map(issueOf))

function issueOf(found: Inconsistency): KnowledgeIssue {
  const { language, likeness } = found
  if (found.kind === 'duplicate') {
    const places = found.articles.map((articleId) => ({ articleId, value: '', quote: '' }))
    return { kind: 'duplicate', language, likeness, about: null, places }
  }
  const places = found.places.map(({ articleId, quote }, index) => ({ articleId, value: found.values[index] ?? '', quote }))
  return { kind: 'contradiction', language, likeness, about: found.about, places }
}
