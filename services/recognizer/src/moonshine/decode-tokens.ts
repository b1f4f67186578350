import { loopStart } from '../token-loops.ts'
import type { TokenGraph } from './token-graph.ts'
import { tokenLimit } from './token-safety.ts'

const BEGIN_TOKEN = 1
const END_TOKEN = 2
/** The encoder's three convolutions need 895 samples for one output. */
const LEAST_SAMPLES = 895

export interface DecodedTokens {
  /** Without the beginning and the end. */
  readonly tokens: readonly number[]
  /** Natural logarithm of each token's probability. */
  readonly logProbs: readonly number[]
}

/**
 * Greedy decoding. A draft is checked in a single run: as long as the model itself would have chosen the draft's next token, the
 * token is taken, and decoding goes on by itself from there. (Speculative decoding with the greedy rule: Leviathan, Kalman and
 * Matias, "Fast Inference from Transformers via Speculative Decoding", 2023.) A partial and its final share most of their text, so
 * most tokens cost a seventh of a step.
 */
export async function decodeTokens(graph: TokenGraph, samples: Float32Array, draft: readonly number[]): Promise<DecodedTokens> {
  const limit = tokenLimit(samples.length)
  const found: Found = { tokens: [], logProbs: [] }
  if (samples.length < LEAST_SAMPLES) return found
  await graph.encode(samples)
  const prefix = draft.slice(0, limit)
  const rows = await graph.begin([BEGIN_TOKEN, ...prefix])
  const ended = takeWhileAgreed(graph, rows, prefix, found)
  if (ended) return found
  graph.keep(found.tokens.length)
  while (found.tokens.length < limit) {
    const last = found.tokens.at(-1) ?? BEGIN_TOKEN
    const next = choose(await graph.step(last), undefined)
    if (next.token === END_TOKEN) break
    found.tokens.push(next.token)
    found.logProbs.push(next.logProb)
    const kept = loopStart(found.tokens)
    if (kept !== undefined) return { tokens: found.tokens.slice(0, kept), logProbs: found.logProbs.slice(0, kept) }
  }
  return found
}

interface Found {
  readonly tokens: number[]
  readonly logProbs: number[]
}

/** Takes the model's own choice after each agreed token of the draft, and the first one after them. True when that is the end. */
function takeWhileAgreed(graph: TokenGraph, rows: Float32Array, draft: readonly number[], found: Found): boolean {
  for (let index = 0; index <= draft.length; index += 1) {
    const row = rows.subarray(index * graph.vocabularySize, (index + 1) * graph.vocabularySize)
    // Quiet telephone audio makes the model give up at once; the voice detector has heard somebody, so it has to try.
    const next = choose(row, index === 0 ? END_TOKEN : undefined)
    if (next.token === END_TOKEN) return true
    found.tokens.push(next.token)
    found.logProbs.push(next.logProb)
    if (draft[index] !== next.token) return false
  }
  return false
}

/** exp(-16) of the best is nothing: most of the 32,768 exponentials needn't be computed. */
const NEGLIGIBLE = 16

function choose(logits: Float32Array, banned: number | undefined): { readonly token: number; readonly logProb: number } {
  let token = 0
  let best = -Infinity
  for (let index = 0; index < logits.length; index += 1) {
    const logit = logits[index] ?? -Infinity
    if (logit > best && index !== banned) {
      best = logit
      token = index
    }
  }
  let sum = 0
  for (let index = 0; index < logits.length; index += 1) {
    const difference = (logits[index] ?? -Infinity) - best
    if (difference > -NEGLIGIBLE) sum += Math.exp(difference)
  }
  return { token, logProb: -Math.log(sum) }
}
