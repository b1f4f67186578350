import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { attributed, clausesWith, type SaidClause } from '../said-clauses.ts'
import { evidencedLine } from '../summary-line.ts'

/** Who promised what, in their own words. A question or a refusal promises nothing, and the dialogue acts tell them apart. */
export function writeCommitments(utterances: readonly AnalysedUtterance[], language: Language): SummaryLine[] {
  return commitmentsIn(utterances).map((clause) =>
    evidencedLine('commitments', attributed(clause, language), [evidenceFor(clause.analysed.utterance, clause.act)], 0.8),
  )
}

export function commitmentsIn(utterances: readonly AnalysedUtterance[]): SaidClause[] {
  return clausesWith(utterances, ['commitment'])
}
