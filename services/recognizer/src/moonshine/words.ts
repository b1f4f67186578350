import llamaTokenizer from 'llama-tokenizer-js'
import type { HypothesisWord } from '../engine.ts'
import type { DecodedTokens } from './decode-tokens.ts'
import { wordsBeforeInventedTail } from './token-safety.ts'

/** Begins a word in the vocabulary of LLaMA, which Moonshine uses for its first 32,000 tokens. */
const WORD_MARK = '\u2581'

interface TokenGroup {
  readonly tokens: number[]
  readonly logProbs: number[]
}

/** Puts tokens together to words, and drops an ending that the model made up. */
export function wordsOf({ tokens, logProbs }: DecodedTokens, speechMs: number): HypothesisWord[] {
  const groups = groupByWord(tokens, logProbs)
  const likelihoods = groups.map((group) => ({ logProb: mean(group.logProbs), tokens: group.tokens.length }))
  return groups
    .slice(0, wordsBeforeInventedTail(likelihoods, speechMs))
    .map((group, index) => ({
      text: llamaTokenizer.decode(group.tokens, false, false).trim(),
      confidence: Math.exp(likelihoods[index]?.logProb ?? -Infinity),
    }))
    .filter((word) => word.text !== '')
}

function groupByWord(tokens: readonly number[], logProbs: readonly number[]): TokenGroup[] {
  const groups: TokenGroup[] = []
  tokens.forEach((token, index) => {
    const piece = llamaTokenizer.vocabById[token]
    // Above the vocabulary there are only Moonshine's own marks, which stand for no text.
    if (piece === undefined || index >= logProbs.length) return
    let group = groups.at(-1)
    if (group === undefined || piece.startsWith(WORD_MARK)) {
      group = { tokens: [], logProbs: [] }
      groups.push(group)
    }
    group.tokens.push(token)
    group.logProbs.push(logProbs[index] ?? -Infinity)
  })
  return groups
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? -Infinity : values.reduce((sum, value) => sum + value, 0) / values.length
}
