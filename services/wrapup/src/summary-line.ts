import { create } from '@bufbuild/protobuf'
import { type Evidence, type SummaryLine, SummaryLineSchema, type SummaryPromise } from '@souffleur/proto'

interface LineDetails {
  readonly confidence: number
  /** See SummaryLine.value. */
  readonly value?: string
  readonly earlierValues?: string[]
  readonly promise?: SummaryPromise
}

/**
 * A line that Souffleur writes. The evidence is a non-empty tuple: without evidence there is no line.
 * The id follows from the place of the first evidence, so that a line keeps its id from one draft to the next.
 */
export function evidencedLine(
  fieldId: string,
  text: string,
  evidence: readonly [Evidence, ...Evidence[]],
  details: LineDetails,
): SummaryLine {
  const [first] = evidence
  return create(SummaryLineSchema, {
    lineId: `${fieldId}:${first.utteranceId}:${first.charStart}`,
    text,
    evidence: [...evidence],
    ...details,
  })
}
