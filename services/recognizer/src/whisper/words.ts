import type { HypothesisWord } from '../engine.ts'
import { positionMs } from './sparse-silence.ts'
import type { TokenText } from './token-text.ts'
import { tokenStarts } from './word-alignment.ts'
import type { WrittenText, WrittenToken } from './written-tokens.ts'

interface TokenGroup {
  readonly tokens: WrittenToken[]
  readonly from: number
}

/** Puts tokens together to words, each with its place in the sound. */
export function wordsOf({ tokens, endAttention }: WrittenText, text: TokenText, alignmentHeads: number, heard: number): HypothesisWord[] {
  if (tokens.length === 0) return []
  const attentions = [...tokens.map((token) => token.attention), ...(endAttention === undefined ? [] : [endAttention])]
  const starts = tokenStarts(attentions, alignmentHeads)
  const startMs = (token: number) => positionMs(starts[token] ?? heard)
  return groupByWord(tokens, text).flatMap(({ tokens: group, from }) => {
    const written = text.read(group.map(({ token }) => token)).trim()
    if (written === '') return []
    const confidence = Math.exp(group.reduce((sum, { logProb }) => sum + logProb, 0) / group.length)
    return [{ text: written, confidence, times: { startMs: startMs(from), endMs: startMs(from + group.length) } }]
  })
}

/** French writes a space before some marks; they belong to the word before all the same. */
function groupByWord(tokens: readonly WrittenToken[], text: TokenText): TokenGroup[] {
  const groups: TokenGroup[] = []
  tokens.forEach((token, index) => {
    const group = groups.at(-1)
    const begins = text.beginsWord(token.token) && !isMark(text.read([token.token]))
    if (group === undefined || begins) groups.push({ tokens: [token], from: index })
    else group.tokens.push(token)
  })
  return groups
}

function isMark(written: string): boolean {
  return /^ [?!:;,.»]+$/u.test(written)
}
