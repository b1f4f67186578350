import { create } from '@bufbuild/protobuf'
import { type Evidence, type SummaryLine, SummaryLineSchema } from '@souffleur/proto'

/**
 * A line that Souffleur writes. The evidence is a non-empty tuple: without evidence there is no line.
 * The id follows from the place of the first evidence, so that a line keeps its id from one draft to the next.
 */
export function evidencedLine(field: string, text: string, evidence: readonly [Evidence, ...Evidence[]], confidence: number): SummaryLine {
  const [first] = evidence
  return create(SummaryLineSchema, {
    lineId: `${field}:${first.utteranceId}:${first.charStart}`,
    text,
    evidence: [...evidence],
    confidence,
  })
}
