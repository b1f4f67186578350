/** Positions over which an attention's outliers are taken out. */
const MEDIAN_WIDTH = 7

/**
 * When each token is said, as the position (20 ms) at which it begins; one more for the end of the last one. `attentions` has a row for
 * each token and one for the end of the text: [heads, positions]. The heads that follow the speech look at a token's sound while it is
 * chosen: the best monotonic path through all rows tells where one ends and the next begins.
 *
 * Dynamic time warping over cross-attention as in openai/whisper, `timing.py` (2022): each head normalised over the tokens, smoothed by
 * a median over time, then averaged.
 */
export function tokenStarts(attentions: readonly Float32Array[], heads: number): number[] {
  const rows = attentions.length
  const positions = (attentions[0]?.length ?? 0) / heads
  if (positions === 0) return attentions.map(() => 0)
  return firstPositionOfEachRow(cheapestPath(focus(attentions, heads, positions), rows, positions), rows)
}

/** [rows, positions]: how much more than usual each token looks at each position. */
function focus(attentions: readonly Float32Array[], heads: number, positions: number): Float64Array {
  const rows = attentions.length
  const mean = new Float64Array(rows * positions)
  const scaled = new Float64Array(rows * positions)
  for (let head = 0; head < heads; head += 1) {
    for (let position = 0; position < positions; position += 1) {
      const at = head * positions + position
      const average = attentions.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows
      const variance = attentions.reduce((sum, row) => sum + ((row[at] ?? 0) - average) ** 2, 0) / rows
      const deviation = Math.sqrt(variance) || 1
      attentions.forEach((row, index) => {
        scaled[index * positions + position] = ((row[at] ?? 0) - average) / deviation
      })
    }
    for (let row = 0; row < rows; row += 1) {
      const smooth = medians(scaled.subarray(row * positions, (row + 1) * positions))
      for (let position = 0; position < positions; position += 1) {
        const at = row * positions + position
        mean[at] = (mean[at] ?? 0) + (smooth[position] ?? 0) / heads
      }
    }
  }
  return mean
}

function medians(values: Float64Array): Float64Array {
  const half = (MEDIAN_WIDTH - 1) / 2
  return values.map((_, index) => {
    const window = values.slice(Math.max(0, index - half), index + half + 1).sort()
    return window[Math.floor(window.length / 2)] ?? 0
  })
}

/** From the end: 0 from the row before, 1 from the position before, 2 from both. */
function cheapestPath(focused: Float64Array, rows: number, positions: number): readonly (readonly [number, number])[] {
  const width = positions + 1
  const cost = new Float64Array((rows + 1) * width).fill(Infinity)
  const trace = new Uint8Array((rows + 1) * width)
  cost[0] = 0
  for (let row = 1; row <= rows; row += 1) {
    for (let position = 1; position <= positions; position += 1) {
      const both = cost[(row - 1) * width + position - 1] ?? Infinity
      const above = cost[(row - 1) * width + position] ?? Infinity
      const left = cost[row * width + position - 1] ?? Infinity
      const least = Math.min(both, above, left)
      trace[row * width + position] = least === both ? 2 : least === above ? 0 : 1
      cost[row * width + position] = least - (focused[(row - 1) * positions + position - 1] ?? 0)
    }
  }
  const path: [number, number][] = []
  let row = rows
  let position = positions
  while (row > 0 && position > 0) {
    path.push([row - 1, position - 1])
    const from = trace[row * width + position]
    if (from !== 1) row -= 1
    if (from !== 0) position -= 1
  }
  return path.reverse()
}

function firstPositionOfEachRow(path: readonly (readonly [number, number])[], rows: number): number[] {
  const starts = new Array<number>(rows).fill(0)
  let reached = -1
  for (const [row, position] of path) {
    for (let next = reached + 1; next <= row; next += 1) starts[next] = position
    reached = Math.max(reached, row)
  }
  return starts
}
