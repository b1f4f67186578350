import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import type { SaidClause } from '../said-clauses.ts'
import { evidencedLine } from '../summary-line.ts'
import { quoted, wordingFor } from '../wording.ts'
import { commitmentsIn } from './commitments.ts'

const callBack: Record<Language, RegExp> = {
  en: /\b(call|ring|phone)(ing)?\s+(you|me|us|them|him|her)?\s*back\b/i,
  fr: /\brappel(le|ler|lerai|lons|lerons|lez|lera|é|ée)\b/i,
}

/** What remains to be done after the call: a promise to call back, or one that names a day or an hour. */
export function writeFollowUp(utterances: readonly AnalysedUtterance[], language: Language): SummaryLine[] {
  return commitmentsIn(utterances).flatMap((clause) => {
    const isCallBack = callBack[clause.analysed.language].test(clause.text)
    const when = dueIn(clause)
    if (!isCallBack && when === undefined) return []
    const what = isCallBack ? wordingFor(language).callBack : quoted(clause.text, language)
    const text = when === undefined ? what : `${what} (${when})`
    return [evidencedLine('followUp', text, [evidenceFor(clause.analysed.utterance, clause.act)], 0.75)]
  })
}

/** The day and the hour within the clause, as they were said. */
function dueIn({ analysed, act }: SaidClause): string | undefined {
  const said = analysed.entities
    .filter(({ type, start, end }) => (type === 'date' || type === 'time') && start >= act.start && end <= act.end)
    .map(({ text }) => text)
  return said.length === 0 ? undefined : said.join(', ')
}
