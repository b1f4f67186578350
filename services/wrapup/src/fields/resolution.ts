import { clausesOf, isNegation, tokenise } from '@souffleur/language'
import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { evidencedLine } from '../summary-line.ts'
import { quoted, wordingFor } from '../wording.ts'

/** Only what is said near the end of a call tells how it ended. */
const CLOSING_UTTERANCES = 8

const settled: Record<Language, RegExp> = {
  en: /\b(that'?s (all|everything|perfect|great|fine|it)|that (answers|solves|settles)|nothing else|all (good|set|clear)|perfect|very helpful)\b/i,
  fr: /(c'est (parfait|tout|réglé|bon pour moi|très clair|noté)|ce sera tout|rien d'autre|parfait|ça répond|vous avez répondu|tout est clair)/i,
}
const unsettled: Record<Language, RegExp> = {
  en: /\b(not (happy|satisfied|good enough)|still (doesn'?t|does not|isn'?t|not)|unacceptable|(doesn'?t|does not) help)\b/i,
  fr: /(pas (satisfaite?|content|contente|normal|acceptable)|toujours pas|inacceptable|ça ne m'aide pas)/i,
}

/** Whether the customer said that it was settled, in the last word on it. Nobody said so: no line. */
export function writeResolution(
  utterances: readonly AnalysedUtterance[],
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  const closing = utterances.slice(-CLOSING_UTTERANCES).filter(({ speaker }) => speaker !== 'advisor')
  for (const analysed of closing.toReversed()) {
    const outcome = outcomeIn(analysed)
    if (outcome === undefined) continue
    const wording = wordingFor(language)
    const claim = outcome.settled ? wording.confirmed : wording.unconfirmed
    const { start, end } = outcome
    const text = `${claim}${wording.colon}${quoted(analysed.utterance.text, language)}`
    return [
      evidencedLine(fieldId, text, [evidenceFor(analysed.utterance, { start, end })], {
        confidence: 0.7,
        value: outcome.settled ? 'settled' : 'unsettled',
      }),
    ]
  }
  return []
}

function outcomeIn({ utterance, language }: AnalysedUtterance): { settled: boolean; start: number; end: number } | undefined {
  const text = utterance.text.replaceAll('’', "'")
  const negative = unsettled[language].exec(text)
  if (negative !== null) return { settled: false, start: negative.index, end: negative.index + negative[0].length }
  const positive = settled[language].exec(text)
  // "that's all?" asks; it doesn't settle.
  if (positive === null || text.trimEnd().endsWith('?')) return undefined
  const said = { start: positive.index, end: positive.index + positive[0].length }
  return { settled: !isDenied(text, said, language), ...said }
}

/** "ce n'est pas parfait": a no in the same clause that isn't one of the words themselves, as in "rien d'autre". */
function isDenied(text: string, said: { readonly start: number; readonly end: number }, language: Language): boolean {
  const clause = clausesOf(text, language).find(({ start, end }) => start <= said.start && said.end <= end)
  if (clause === undefined) return false
  const before = tokenise(text.slice(clause.start, said.start), language)
  return before.some((token, index) => isNegation(token, language) && !isAnswer(index, before.length))
}

/** "No, that's all" answers a question; it denies nothing. */
function isAnswer(index: number, words: number): boolean {
  return index === 0 && words <= 2
}
