import { create } from '@bufbuild/protobuf'
import {
  type Language,
  type Summary,
  SummaryFieldType,
  type SummaryLine,
  type SummaryNarrated,
  SummaryNarratedSchema,
} from '@souffleur/proto'
import type { AnalysedUtterance } from './analysed-utterance.ts'

/** Retells facts in sentences, each of which the facts that it names bear out: `Narration` of `@souffleur/grounding`. */
export interface Narrator {
  readonly modelName: string
  /** Never rejects. */
  narrate(
    facts: readonly { readonly text: string; readonly quotes: readonly string[] }[],
    language: Language,
  ): Promise<
    | {
        readonly kind: 'told'
        readonly claims: readonly { readonly text: string; readonly facts: readonly number[] }[]
        readonly removed: number
      }
    | { readonly kind: 'late' | 'failed' | 'skipped' }
  >
}

/** A finished summary in sentences; undefined when there is nothing to tell. */
export async function narrateSummary(
  summary: Summary,
  utterances: readonly AnalysedUtterance[],
  narrator: Narrator,
): Promise<{ readonly outcome: string; readonly narrated: SummaryNarrated | undefined }> {
  const lines = summary.fields.filter(({ type }) => type !== SummaryFieldType.CHOICE).flatMap((field) => field.lines)
  const said = new Map(utterances.map(({ utterance }) => [utterance.utteranceId, utterance.text]))
  const facts = lines.map((line) => ({ text: line.text, quotes: quotesOf(line, said) }))
  const outcome = await narrator.narrate(facts, summary.language === 'en' ? 'en' : 'fr')
  if (outcome.kind !== 'told') return { outcome: outcome.kind, narrated: undefined }
  const sentences = outcome.claims.map(({ text, facts: named }) => ({
    text,
    evidence: named.flatMap((index) => lines[index]?.evidence ?? []),
  }))
  const narrated = create(SummaryNarratedSchema, {
    revision: summary.revision,
    sentences,
    removed: outcome.removed,
    model: narrator.modelName,
  })
  return { outcome: 'told', narrated }
}

/** The whole utterance: half a sentence may hide a "not". */
function quotesOf({ evidence }: SummaryLine, said: ReadonlyMap<string, string>): string[] {
  return [...new Set(evidence.map(({ utteranceId }) => said.get(utteranceId) ?? ''))].filter((text) => text !== '')
}
