import { createHash } from 'node:crypto'
import { type ArticleEvidence, evidenceNames } from '@souffleur/assist'
import * as z from 'zod'
import type { Evaluation } from './evaluation.ts'
import { readOptions } from './options.ts'
import { rounded } from './percentiles.ts'
import { evaluationEmbedder } from './retrieval/embedder.ts'
import { fitRanking, rankBy, type Weights } from './retrieval/fit-ranking.ts'
import { rankingFigures } from './retrieval/ranking-figures.ts'
import { readRetrievalSet } from './retrieval/retrieval-set.ts'
import { nearnessOf, VectorFile } from './retrieval/vector-file.ts'

const options = z.object({
  many: z.string(),
  few: z.string(),
  vectors: z.string().optional(),
})
const FOLDS = 10
const MANY_SHARE = 3

interface Judged {
  readonly half: 'fit' | 'report'
  readonly candidates: readonly { readonly id: string; readonly evidence: ArticleEvidence; readonly answers: boolean }[]
  readonly relevant: readonly string[]
}

/**
 * Fits the weights of `ranking.ts` in services/assist. A set with many questions is split by a hash of the article's document, one half to
 * fit and one to report; one with few is cross-validated. Both have a say in the fit, the many three times that of the few.
 */
export const evaluation: Evaluation = {
  usage: 'retrieval-weights --many FOLDER --few FOLDER [--vectors FILE] (folders with articles.jsonl and queries.jsonl)',
  async run(words, progress) {
    const { many: manyFolder, few: fewFolder, vectors } = readOptions(words, options)
    const embedder = vectors === undefined ? undefined : await evaluationEmbedder()
    const file = vectors === undefined ? undefined : new VectorFile(vectors, embedder)
    const many = await judge(manyFolder, file, progress)
    const few = await judge(fewFolder, file, progress)
    await embedder?.close()
    const names = evidenceNames.filter((name) => vectors !== undefined || name !== 'nearness')
    const fitHalf = many.filter(({ half }) => half === 'fit')
    const share = (MANY_SHARE * few.length) / Math.max(1, fitHalf.length)
    const fit = (fewPart: readonly Judged[]) =>
      fitRanking([...fitHalf.map((one) => ({ ...one, share })), ...fewPart.map((one) => ({ ...one, share: 1 }))], names)
    const crossed = Array.from({ length: FOLDS }, (_, fold) => {
      const weights = fit(few.filter((_one, place) => place % FOLDS !== fold))
      return few.filter((_one, place) => place % FOLDS === fold).map((one) => ordered(one, weights))
    }).flat()
    const weights = fit(few)
    const reported = many.filter(({ half }) => half === 'report').map((one) => ordered(one, weights))
    const figures = {
      weights: roundedAll(weights),
      manyHeldOut: { queries: reported.length, ...roundedAll(rankingFigures(reported)) },
      fewCrossValidated: { queries: crossed.length, ...roundedAll(rankingFigures(crossed)) },
    }
    return {
      figures,
      models: vectors === undefined ? [] : ['multilingual-e5-small'],
      items: [],
      table: Object.entries(figures).map(([name, values]) => [
        name,
        Object.entries(values)
          .map(([key, value]) => `${key} ${value}`)
          .join(', '),
      ]),
      complete: true,
    }
  },
}

async function judge(folder: string, file: VectorFile | undefined, progress: (line: string) => void): Promise<Judged[]> {
  const set = readRetrievalSet(`${folder}/articles.jsonl`, `${folder}/queries.jsonl`)
  const nearnessAt = file === undefined ? () => undefined : await nearnessOf(set, file, progress)
  return set.queries.map(({ query, relevant }, place) => {
    const nearness = nearnessAt(place)
    const candidates = set.index
      .weigh({ texts: [{ text: query, weight: 1 }], ...(nearness === undefined ? {} : { nearness }) })
      .map(({ article: { id }, evidence }) => ({ id, evidence, answers: relevant.includes(id) }))
    // Passages of one document stay together: "name-12-3" and "name-12-4".
    const document = (relevant[0] ?? '').split('-').slice(0, 2).join('-')
    const half = (createHash('sha256').update(document).digest()[0] ?? 0) % 2 === 0 ? 'fit' : 'report'
    return { half, candidates, relevant }
  })
}

function ordered({ candidates, relevant }: Judged, weights: Weights) {
  const ids = candidates.toSorted((a, b) => rankBy(weights, b.evidence) - rankBy(weights, a.evidence)).map(({ id }) => id)
  return { ids, relevant }
}

function roundedAll(values: object): Record<string, number | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? rounded(value, 4) : null]))
}
