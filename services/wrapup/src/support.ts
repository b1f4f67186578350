import type { Evidence, SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance } from './analysed-utterance.ts'

const quotations = /“([^”]*)”|«\u00a0([^»]*)\u00a0»/gu
const numbers = /\d+/g

/**
 * Whether a line says nothing but what its evidence says: every range points at words, every quotation is verbatim from an utterance
 * of the evidence, every value is read in it again, and no number stands in the line that the evidence doesn't have.
 * The rules that write lines keep to this already; it is checked again, on every line, because a wrong line is worse than none.
 */
export function isSupported(line: SummaryLine, utterances: ReadonlyMap<string, AnalysedUtterance>): boolean {
  if (line.evidence.length === 0) return false
  const cited = line.evidence.flatMap((evidence) => {
    const analysed = utterances.get(evidence.utteranceId)
    return analysed !== undefined && pointsAtWords(evidence, analysed) ? [{ evidence, analysed }] : []
  })
  if (cited.length < line.evidence.length) return false
  const texts = cited.map(({ analysed }) => analysed.utterance.text)
  const quotes = [...line.text.matchAll(quotations)].map(([, english, french]) => english ?? french ?? '')
  if (!quotes.every((quote) => texts.some((text) => text.includes(quote)))) return false
  const values = cited.flatMap(({ evidence, analysed }) =>
    analysed.entities.filter(({ start, end }) => start >= evidence.charStart && end <= evidence.charEnd).map(({ value }) => value),
  )
  if (!line.earlierValues.every((value) => values.includes(value))) return false
  const unquoted = line.text.replaceAll(quotations, '')
  const known = new Set([...texts, ...values].flatMap((text) => text.match(numbers) ?? []))
  return (unquoted.match(numbers) ?? []).every((number) => known.has(number))
}

function pointsAtWords({ charStart, charEnd }: Evidence, { utterance: { text } }: AnalysedUtterance): boolean {
  return charStart < charEnd && charEnd <= text.length && text.slice(charStart, charEnd).trim() !== ''
}
