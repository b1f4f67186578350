import { loopStart } from '../token-loops.ts'
import type { Prefill } from './prefill.ts'
import type { DecoderRow, Encoded, SpeechGraph, StepOutput } from './whisper-graph.ts'
import { tokensUpTo, type WrittenText, type WrittenToken, write } from './written-tokens.ts'

interface Extension {
  readonly parent: number
  readonly token: number
  readonly logProb: number
  readonly sum: number
  /** In tokens. */
  readonly length: number
}

interface Finished {
  readonly last: WrittenToken | undefined
  readonly endAttention: Float32Array
  /** Mean logarithm of a token's probability, the end included. */
  readonly mean: number
}

/**
 * Beam search: goes on with the `width` likeliest beginnings of a text until as many texts have ended, and takes the one whose tokens
 * are likeliest on average.
 */
export async function decodeWithBeam(
  graph: SpeechGraph,
  encoded: Encoded,
  { step, rows, firstToken }: Prefill,
  { width, limit }: { readonly width: number; readonly limit: number },
): Promise<WrittenText> {
  const { end } = graph.description.special
  let hypotheses: (WrittenToken | undefined)[] = [undefined]
  let heads: readonly (DecoderRow | undefined)[] = [rows[0]]
  let attentionOf = (_hypothesis: number) => step.attention(0, firstToken)
  let output: StepOutput = step
  const finished: Finished[] = []
  for (let length = 0; length < limit; length += 1) {
    const banned = length === 0 ? end : undefined
    const chosen: Extension[] = []
    for (const extension of extensions(hypotheses, heads, banned)) {
      const { parent, token, sum } = extension
      const last = hypotheses[parent]
      if (token === end) finished.push({ last, endAttention: attentionOf(parent), mean: sum / (length + 1) })
      else if (!loops(last, token)) chosen.push(extension)
      if (chosen.length === width) break
    }
    if (chosen.length === 0 || isDecided(finished, chosen, width)) break
    hypotheses = chosen.map(({ parent, token, logProb }) => write(hypotheses[parent], token, logProb, attentionOf(parent)))
    if (length + 1 === limit) break
    output = await graph.step(encoded, {
      tokens: chosen.map(({ token }) => [token]),
      parents: chosen.map(({ parent }) => parent),
      firstRow: 0,
      past: output.past,
    })
    const current = output
    heads = current.rows.map(([row]) => row)
    attentionOf = (hypothesis) => current.attention(hypothesis, 0)
  }
  return bestOf(finished, hypotheses)
}

/** Enough texts have ended, and none that goes on is likelier so far. */
function isDecided(finished: readonly Finished[], open: readonly Extension[], width: number): boolean {
  if (finished.length < width) return false
  const best = Math.max(...finished.map(({ mean }) => mean))
  return open.every(({ sum, length }) => sum / length <= best)
}

function extensions(
  hypotheses: readonly (WrittenToken | undefined)[],
  heads: readonly (DecoderRow | undefined)[],
  banned: number | undefined,
): Extension[] {
  return heads
    .flatMap((row, parent) =>
      (row?.candidates ?? [])
        .filter(({ token }) => token !== banned)
        .map(({ token, logProb }) => ({
          parent,
          token,
          logProb,
          sum: (hypotheses[parent]?.sum ?? 0) + logProb,
          length: (hypotheses[parent]?.length ?? 0) + 1,
        })),
    )
    .sort((a, b) => b.sum - a.sum)
}

/** A beginning that repeats itself is no beginning of anything. */
function loops(last: WrittenToken | undefined, token: number): boolean {
  return loopStart([...tokensUpTo(last).map((written) => written.token), token]) !== undefined
}

function bestOf(finished: readonly Finished[], open: readonly (WrittenToken | undefined)[]): WrittenText {
  const best = finished.reduce<Finished | undefined>((so, one) => (so === undefined || one.mean > so.mean ? one : so), undefined)
  if (best !== undefined) return { tokens: tokensUpTo(best.last), endAttention: best.endAttention, repeated: 0 }
  return { tokens: tokensUpTo(open[0]), endAttention: undefined, repeated: 0 }
}
