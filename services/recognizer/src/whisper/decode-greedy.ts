import { Tensor } from 'onnxruntime-node'
import { loopStart } from '../token-loops.ts'
import type { Prefill } from './prefill.ts'
import type { Candidate, DecoderRow, Encoded, Past, SpeechGraph } from './whisper-graph.ts'
import { tokensUpTo, type WrittenText, type WrittenToken, write } from './written-tokens.ts'

/**
 * The likeliest token after the other. Tokens of a draft that the model would have chosen itself have been run already; the first one
 * that it wouldn't have is where it goes on from.
 */
export async function decodeGreedily(
  graph: SpeechGraph,
  encoded: Encoded,
  { step, rows, firstToken }: Prefill,
  { draft, limit }: { readonly draft: readonly number[]; readonly limit: number },
): Promise<WrittenText> {
  const { end } = graph.description.special
  let last: WrittenToken | undefined
  let past = step.past
  let row: DecoderRow | undefined
  let attention = step.attention(0, firstToken)
  for (let index = 0; index <= draft.length; index += 1) {
    row = rows[index]
    attention = step.attention(0, firstToken + index)
    const next = best(row, last === undefined ? end : undefined)
    if (next?.token !== draft[index] || next === undefined) break
    last = write(last, next.token, next.logProb, attention)
  }
  past = firstPositions(past, firstToken + 1 + (last?.length ?? 0))
  while ((last?.length ?? 0) < limit) {
    const next = best(row, last === undefined ? end : undefined)
    if (next === undefined || next.token === end) return { tokens: tokensUpTo(last), endAttention: attention, repeated: 0 }
    last = write(last, next.token, next.logProb, attention)
    const tokens = tokensUpTo(last)
    const kept = loopStart(tokens.map(({ token }) => token))
    if (kept !== undefined) return { tokens: tokens.slice(0, kept), endAttention: undefined, repeated: tokens.length - kept }
    const output = await graph.step(encoded, { tokens: [[next.token]], parents: [0], firstRow: 0, past })
    past = output.past
    row = output.rows[0]?.[0]
    attention = output.attention(0, 0)
  }
  return { tokens: tokensUpTo(last), endAttention: undefined, repeated: 0 }
}

function best(row: DecoderRow | undefined, banned: number | undefined): Candidate | undefined {
  return row?.candidates.find(({ token }) => token !== banned)
}

/** [1, heads, positions, size] -> the same with fewer positions. */
function firstPositions(past: Past, count: number): Past {
  return past.map((tensor) => {
    const [, , positions = 0] = tensor.dims
    return count < positions ? shortened(tensor, count) : tensor
  })
}

function shortened(tensor: Tensor, count: number): Tensor {
  const [batch = 0, heads = 0, positions = 0, size = 0] = tensor.dims
  const { data } = tensor
  if (!(data instanceof Float32Array)) return tensor
  const kept = new Float32Array(batch * heads * count * size)
  for (let head = 0; head < batch * heads; head += 1) {
    const start = head * positions * size
    kept.set(data.subarray(start, start + count * size), head * count * size)
  }
  return new Tensor('float32', kept, [batch, heads, count, size])
}
