import type { Nearness } from '@souffleur/assist'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readOptions } from './options.ts'
import { percent, percentile, rounded } from './percentiles.ts'
import { evaluationEmbedder, WORDS_ALONE } from './retrieval/embedder.ts'
import { rankingFigures } from './retrieval/ranking-figures.ts'
import { type RetrievalSet, readRetrievalSet } from './retrieval/retrieval-set.ts'
import { nearnessOf, VectorFile } from './retrieval/vector-file.ts'

const options = z.object({ articles: z.string(), queries: z.string(), vectors: z.string().optional() })

const MOST_IDS = 10
const WARM_UP_QUERIES = 200
/** Each query is asked this often, and its median time counts: other work on the machine is not the search's. */
const TIMES_ASKED = 5

/** How often the articles that answer a question come first, and how long finding them takes. */
export const evaluation: Evaluation = {
  usage: 'retrieval --articles A.jsonl --queries Q.jsonl [--vectors FILE|none]',
  async run(words, progress) {
    const { articles, queries: queriesFile, vectors } = readOptions(words, options)
    const set = readRetrievalSet(articles, queriesFile)
    const embedder = vectors === WORDS_ALONE ? undefined : await evaluationEmbedder()
    const byMeaning = vectors !== WORDS_ALONE && (vectors !== undefined || embedder !== undefined)
    const nearness = byMeaning ? await nearnessOf(set, new VectorFile(vectors, embedder), progress) : noNearness
    await embedder?.close()
    const found = searchAll(set, nearness, progress)
    const times = found.map(({ ms }) => ms)
    const ranking = rankingFigures(found)
    const { index, queries } = set
    const figures = {
      ...Object.fromEntries(Object.entries(ranking).map(([name, value]) => [name, rounded(value, 4)])),
      p50Ms: rounded(percentile(times, 0.5), 2),
      p95Ms: rounded(percentile(times, 0.95), 2),
      passages: index.passageCount,
      articles: index.articleCount,
      queries: queries.length,
    }
    return {
      figures,
      models: byMeaning ? ['multilingual-e5-small'] : [],
      items: found.map(({ query, ids }) => ({ query, ids })),
      table: [
        ['', `${queries.length} QUERIES, ${index.passageCount} PASSAGES`],
        ...Object.entries(ranking).map(([name, value]) => [name, percent(value)]),
        ['p50, p95', `${figures.p50Ms} ms, ${figures.p95Ms} ms`],
      ],
      complete: true,
    }
  },
}

const noNearness = () => undefined

/** A service is warm when it is asked: the first queries are asked twice, and only the second time counts. The scan of vectors counts. */
function searchAll(
  { index, queries }: RetrievalSet,
  nearnessAt: (place: number) => Nearness | undefined,
  progress: (line: string) => void,
) {
  const search = (query: string, place: number) => {
    const nearness = nearnessAt(place)
    return index.search({ texts: [{ text: query, weight: 1 }], ...(nearness === undefined ? {} : { nearness }) }, MOST_IDS)
  }
  for (const [place, { query }] of queries.slice(0, WARM_UP_QUERIES).entries()) search(query, place)
  return queries.map(({ query, relevant }, place) => {
    const times = Array.from({ length: TIMES_ASKED }, () => {
      const startedMs = performance.now()
      search(query, place)
      return performance.now() - startedMs
    })
    const ids = search(query, place).map(({ article }) => article.id)
    progress(`${place + 1} of ${queries.length}`)
    return { query, relevant, ids, ms: percentile(times, 0.5) ?? 0 }
  })
}
