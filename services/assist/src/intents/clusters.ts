import type { Point } from './packed-examples.ts'

/** Points that are like one of them. */
export interface Cluster {
  /** The most typical one first, then the more alike first. */
  readonly members: readonly number[]
  /** Mean cosine of the others with the most typical one. */
  readonly likeness: number
}

interface Neighbour {
  readonly place: number
  readonly likeness: number
}

/**
 * Leaders with their neighbours: the point with the most likeness around it takes its free neighbours along, and so on. Deterministic; a
 * cluster never chains away from its leader. Points without free neighbours stay alone and aren't returned.
 * @param least the cosine from which on two points are neighbours
 */
export function clusterPoints(points: readonly Point[], least: number): Cluster[] {
  const neighbours = neighboursOf(points, least)
  const free = new Set(points.keys())
  const clusters: Cluster[] = []
  const around = neighbours.map((own) => own.reduce((sum, { likeness }) => sum + likeness, 0))
  for (;;) {
    const leader = mostSurrounded(free, around)
    if (leader === undefined) return clusters
    const followers = (neighbours[leader] ?? []).filter(({ place }) => free.has(place)).toSorted((a, b) => b.likeness - a.likeness)
    const members = [leader, ...followers.map(({ place }) => place)]
    clusters.push({ members, likeness: followers.reduce((sum, { likeness }) => sum + likeness, 0) / followers.length })
    for (const taken of members) {
      free.delete(taken)
      for (const { place, likeness } of neighbours[taken] ?? []) around[place] = (around[place] ?? 0) - likeness
    }
  }
}

/** Less than any likeness that counts: sums of what was added and taken away again are seldom quite 0. */
const NOTHING = 1e-6

function mostSurrounded(free: ReadonlySet<number>, around: readonly number[]): number | undefined {
  let best: { place: number; likeness: number } | undefined
  for (const place of free) {
    const likeness = around[place] ?? 0
    if (likeness > (best?.likeness ?? NOTHING)) best = { place, likeness }
  }
  return best?.place
}

function neighboursOf(points: readonly Point[], least: number): Neighbour[][] {
  const lengths = points.map(({ sparse, dense }) => Math.sqrt(squares(sparse.values) + squares(dense)))
  const postings = postingsOf(points)
  const neighbours: Neighbour[][] = points.map(() => [])
  for (const [place, { sparse, dense }] of points.entries()) {
    const sums = new Float64Array(place)
    sparse.indices.forEach((feature, index) => {
      const value = sparse.values[index] ?? 0
      for (const other of postings.get(feature) ?? []) {
        if (other.place >= place) break
        sums[other.place] = (sums[other.place] ?? 0) + value * other.value
      }
    })
    for (let other = 0; other < place; other += 1) {
      const product = (sums[other] ?? 0) + dot(dense, points[other]?.dense ?? dense)
      const likeness = product / ((lengths[place] ?? 0) * (lengths[other] ?? 0) || 1)
      if (likeness < least) continue
      neighbours[place]?.push({ place: other, likeness })
      neighbours[other]?.push({ place, likeness })
    }
  }
  return neighbours
}

function postingsOf(points: readonly Point[]): Map<number, { readonly place: number; readonly value: number }[]> {
  const postings = new Map<number, { place: number; value: number }[]>()
  for (const [place, { sparse }] of points.entries()) {
    sparse.indices.forEach((feature, index) => {
      const own = postings.get(feature) ?? []
      own.push({ place, value: sparse.values[index] ?? 0 })
      postings.set(feature, own)
    })
  }
  return postings
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let place = 0; place < a.length; place += 1) sum += (a[place] ?? 0) * (b[place] ?? 0)
  return sum
}

function squares(values: Float32Array): number {
  return dot(values, values)
}
