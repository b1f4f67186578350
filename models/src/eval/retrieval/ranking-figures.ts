/** What one query found: ids best first, and those that answer it. */
export interface RankedQuery {
  readonly ids: readonly string[]
  readonly relevant: readonly string[]
}

export interface RankingFigures {
  readonly recallAt1: number
  readonly recallAt3: number
  readonly recallAt10: number
  readonly mrrAt10: number
  readonly ndcgAt10: number
}

/** Means over the queries. Recall is the share of queries with an answer among the first k. */
export function rankingFigures(queries: readonly RankedQuery[]): RankingFigures {
  const mean = (value: (query: RankedQuery) => number) =>
    queries.length === 0 ? 0 : queries.reduce((sum, query) => sum + value(query), 0) / queries.length
  const within = (k: number) => mean((query) => (firstRank(query) <= k ? 1 : 0))
  return {
    recallAt1: within(1),
    recallAt3: within(3),
    recallAt10: within(10),
    mrrAt10: mean((query) => (firstRank(query) <= 10 ? 1 / firstRank(query) : 0)),
    ndcgAt10: mean(gainAt10),
  }
}

function firstRank({ ids, relevant }: RankedQuery): number {
  const place = ids.findIndex((id) => relevant.includes(id))
  return place < 0 ? Number.POSITIVE_INFINITY : place + 1
}

/** Discounted cumulative gain with relevance 0 or 1 (Järvelin and Kekäläinen, 2002), against the best order possible. */
function gainAt10({ ids, relevant }: RankedQuery): number {
  const discount = (place: number) => 1 / Math.log2(place + 2)
  const gained = ids.slice(0, 10).reduce((sum, id, place) => sum + (relevant.includes(id) ? discount(place) : 0), 0)
  const best = relevant.slice(0, 10).reduce((sum, _, place) => sum + discount(place), 0)
  return best === 0 ? 0 : gained / best
}
