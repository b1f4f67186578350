import { create } from '@bufbuild/protobuf'
import { type SummaryLine, SummaryPromiseSchema } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { promiseOf } from '../promise.ts'
import { attributed, clausesWith, type SaidClause } from '../said-clauses.ts'
import { evidencedLine } from '../summary-line.ts'
import type { ReportedAct, SpokenBy } from '../template/template.ts'

/**
 * What was promised, done, asked or refused, in the speaker's own words. A question or a refusal promises nothing, and the dialogue
 * acts tell them apart. On a mixed channel nobody's part is left out, and the line is less sure.
 */
export function writeActs(
  utterances: readonly AnalysedUtterance[],
  { acts, by }: { readonly acts: readonly ReportedAct[]; readonly by: SpokenBy },
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  return clausesWith(utterances, acts)
    .filter((clause) => !isIdentification(clause))
    .filter(({ analysed }) => by === 'anyone' || analysed.speaker === by || analysed.speaker === 'unknown')
    .map((clause) => {
      const { analysed, act } = clause
      const confidence = analysed.speaker === 'unknown' ? 0.5 : 0.8
      const promise = act.act === 'commitment' ? { promise: create(SummaryPromiseSchema, promiseOf(clause)) } : {}
      return evidencedLine(fieldId, attributed(clause, language), [evidenceFor(analysed.utterance, act)], { confidence, ...promise })
    })
}

const identification: Record<Language, RegExp> = {
  en: /\b(?:number|name|postcode|address|date of birth|spell|repeat|say (?:that|it) again|hold|bear with|wait|moment)\b/i,
  fr: /(?<!\p{L})(?:numéro|nom|prénom|adresse|code postal|date de naissance|épel\w*|répét\w*|patient\w*|instant|quittez)(?!\p{L})/iu,
}

/** An advisor who asks for a name or for patience asks for nothing that has to be remembered. */
function isIdentification({ analysed, act, text }: SaidClause): boolean {
  return act.act === 'request' && analysed.speaker === 'advisor' && identification[analysed.language].test(text)
}
