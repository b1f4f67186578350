import { create } from '@bufbuild/protobuf'
import { type SummaryLine, SummaryPromiseSchema } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { promiseOf } from '../promise.ts'
import { clausesWith } from '../said-clauses.ts'
import { evidencedLine } from '../summary-line.ts'
import { quoted, wordingFor } from '../wording.ts'

const callBack: Record<Language, RegExp> = {
  en: /\b(call|ring|phone)(ing)?\s+(you|me|us|them|him|her)?\s*back\b/i,
  fr: /\brappel(le|ler|lerai|lons|lerons|lez|lera|é|ée)\b/i,
}

/** What remains to be done after the call: a promise to call back, or one that names a day or an hour. */
export function writeFollowUp(
  utterances: readonly AnalysedUtterance[],
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  return clausesWith(utterances, ['commitment']).flatMap((clause) => {
    const isCallBack = callBack[clause.analysed.language].test(clause.text)
    const promise = promiseOf(clause)
    if (!isCallBack && promise.due === '') return []
    const what = isCallBack ? wordingFor(language).callBack : quoted(clause.text, language)
    const text = promise.due === '' ? what : `${what} (${promise.due})`
    const evidence = evidenceFor(clause.analysed.utterance, clause.act)
    return [evidencedLine(fieldId, text, [evidence], { confidence: 0.75, promise: create(SummaryPromiseSchema, promise) })]
  })
}
