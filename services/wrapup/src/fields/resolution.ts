import { clausesOf, isNegation, tokenise } from '@souffleur/language'
import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { evidencedLine } from '../summary-line.ts'
import { quoted, wordingFor } from '../wording.ts'

/** Only what is said near the end of a call tells how it ended. */
const CLOSING_UTTERANCES = 8

interface Endings {
  readonly settled: RegExp
  readonly unsettled: RegExp
}

/** What tells how it ended, by who says it: a customer's thanks settle, an advisor's don't. */
const endings: Record<Language, Record<'customer' | 'advisor', Endings>> = {
  en: {
    customer: {
      settled:
        /\b(that'?s (?:all|everything|perfect|great|fine|it|that)|that (?:answers|solves|settles)|nothing else|all (?:good|set|clear)|perfect|very helpful)\b/i,
      unsettled:
        /\b(not (?:happy|satisfied|good enough|paid yet)|still (?:doesn'?t|does not|isn'?t|not)|unacceptable|(?:doesn'?t|does not) help|nothing(?:'s| has| is) changed|with nothing)\b/i,
    },
    advisor: {
      settled: /\b(that'?s (?:all )?(?:done|sorted|settled)|it'?s (?:all )?(?:done|sorted|settled)|all (?:done|sorted))\b/i,
      unsettled:
        /\b(we (?:wait|have to wait|need to wait) for|not (?:settled|paid|done) yet|still open|nothing more to come|i'?m not opening|i'?m (?:transferring you|putting you through)|i can'?t promise)\b/i,
    },
  },
  fr: {
    customer: {
      settled:
        /(c'est (?:parfait|tout|réglé|bon pour moi|très clair|noté|déclaré)|ce sera tout|rien d'autre|parfait|ça répond|ça me va|vous avez répondu|tout est clair)/i,
      unsettled:
        /(pas (?:satisfaite?|content|contente|normal|acceptable|encore payé)|toujours pas|coule toujours|inacceptable|ça ne m'aide pas)/i,
    },
    advisor: {
      settled: /(tout est (?:à jour|en ordre|réglé|fait)|c'est (?:réglé|fait|en ordre)(?! pas))/i,
      unsettled:
        /(pas (?:encore )?(?:réglé|faite?|payé|possible)|(?:on|il faut qu'on) attend(?:e)?\b|il faut attendre|ça dépend de|en attente|je vous (?:le |la )?passe\b|je vous transfère)/i,
    },
  },
}

/** Whether it was said to be settled or still open, near the end. Nobody said so: no line. */
export function writeResolution(
  utterances: readonly AnalysedUtterance[],
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  const closing = utterances.slice(-CLOSING_UTTERANCES).toReversed()
  const heard = closing.flatMap((analysed) => {
    const outcome = outcomeIn(analysed)
    return outcome === undefined ? [] : [{ analysed, outcome }]
  })
  // "That's all, thank you" is polite: what is said to be open stays open.
  const found = heard.find(({ outcome }) => !outcome.settled) ?? heard[0]
  if (found === undefined) return []
  const { analysed, outcome } = found
  const wording = wordingFor(language)
  const by = analysed.speaker === 'advisor' ? wording.saidByAdvisor : wording.saidByCustomer
  const text = `${outcome.settled ? by.settled : by.unsettled}${wording.colon}${quoted(analysed.utterance.text, language)}`
  const { start, end } = outcome
  return [
    evidencedLine(fieldId, text, [evidenceFor(analysed.utterance, { start, end })], {
      confidence: 0.7,
      value: outcome.settled ? 'settled' : 'unsettled',
    }),
  ]
}

function outcomeIn({ utterance, language, speaker }: AnalysedUtterance): { settled: boolean; start: number; end: number } | undefined {
  const text = utterance.text.replaceAll('’', "'")
  const { settled, unsettled } = endings[language][speaker === 'advisor' ? 'advisor' : 'customer']
  const negative = unsettled.exec(text)
  if (negative !== null) return { settled: false, start: negative.index, end: negative.index + negative[0].length }
  const positive = settled.exec(text)
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
