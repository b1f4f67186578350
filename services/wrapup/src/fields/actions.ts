import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { attributed, clausesWith } from '../said-clauses.ts'
import { evidencedLine } from '../summary-line.ts'

/** What the advisor reports to have done during the call. What the customer did before it is no action of ours. */
export function writeActions(utterances: readonly AnalysedUtterance[], language: Language): SummaryLine[] {
  return clausesWith(utterances, ['action_done'])
    .filter(({ analysed }) => analysed.speaker !== 'customer')
    .map((clause) => {
      const certainty = clause.analysed.speaker === 'advisor' ? 0.8 : 0.5
      return evidencedLine('actions', attributed(clause, language), [evidenceFor(clause.analysed.utterance, clause.act)], certainty)
    })
}
