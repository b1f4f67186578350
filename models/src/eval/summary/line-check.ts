import { findEntities, type Language } from '@souffleur/language'
import { PromiseParty, type SummaryLine } from '@souffleur/proto'
import type { Turn } from './call-sets.ts'

export type Complaint = 'no-evidence' | 'stray-evidence' | 'quotation' | 'speaker' | 'value' | 'number' | 'promise'

const quotations = /“([^”]*)”|«\u00a0([^»]*)\u00a0»/gu
/** What turns a promise into something else, in the words that a line rests on. */
const denials: Record<Language, RegExp> = {
  en: /\b(?:won't|will not|can't|cannot|couldn't|never|not going to)\b|\?$/i,
  fr: /\bne (?:\S+ ){0,2}(?:pas|plus|jamais)\b|\bn[’'](?:\S+ ){0,2}(?:pas|plus|jamais)\b|\?$/i,
}

/**
 * Whether a line's evidence really supports it, by rules that share nothing with those that wrote it: undefined when it does. Evidence
 * points at words; quotations are verbatim from what was cited, by who is said to have said it; values are read again in the cited words;
 * no number is there that they don't have; a promise is neither denied nor asked for.
 */
export function complaintOf(line: SummaryLine, turns: readonly Turn[], language: Language): Complaint | undefined {
  if (line.evidence.length === 0) return 'no-evidence'
  const cited = line.evidence.flatMap(({ utteranceId, charStart, charEnd }) => {
    const turn = turns[Number(utteranceId.slice(1))]
    const words = turn?.text.slice(charStart, charEnd) ?? ''
    return turn === undefined || words.trim() === '' ? [] : [{ turn, words, charStart, charEnd }]
  })
  if (cited.length < line.evidence.length) return 'stray-evidence'
  const quotes = [...line.text.matchAll(quotations)].map(([, english, french]) => english ?? french ?? '')
  if (!quotes.every((quote) => cited.some(({ turn }) => turn.text.includes(quote)))) return 'quotation'
  const named = /^(Customer|Client|Advisor|Conseiller)/.exec(line.text)?.[1]
  if (named !== undefined && /^(?:Customer|Client|Advisor|Conseiller)[\s\u00a0]*:/.test(line.text)) {
    const wanted = named === 'Customer' || named === 'Client' ? 'customer' : 'advisor'
    if (!cited.every(({ turn }) => turn.speaker === wanted)) return 'speaker'
  }
  // In their sentence: "the 13th" alone is no date.
  const readable = cited.flatMap(({ turn, charStart, charEnd }) =>
    (['en', 'fr'] as const).flatMap((tongue) =>
      findEntities(turn.text, tongue)
        .filter(({ start, end }) => start < charEnd && charStart < end)
        .map(({ value }) => value),
    ),
  )
  const isValue = line.lineId.startsWith('facts:')
  if (isValue && line.value !== '' && !readable.includes(line.value)) return 'value'
  const known = new Set([...cited.map(({ turn }) => turn.text), ...readable].flatMap((text) => text.match(/\d+/g) ?? []))
  if ((line.text.match(/\d+/g) ?? []).some((digits) => !known.has(digits))) return 'number'
  if (line.promise !== undefined && cited.some(({ words }) => denials[language].test(words))) return 'promise'
  if (line.promise?.by === PromiseParty.CUSTOMER && !cited.every(({ turn }) => turn.speaker === 'customer')) return 'speaker'
  return undefined
}
