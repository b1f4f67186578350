import type { SummaryLine } from '@souffleur/proto'
import type { Language } from '../analysed-utterance.ts'
import type { WrapupCatalogue } from '../catalogue.ts'
import { evidenceForWhole } from '../evidence.ts'
import type { MainIntent } from '../main-intent.ts'
import { evidencedLine } from '../summary-line.ts'
import { quoted, wordingFor } from '../wording.ts'

/** Why the customer calls: the main intent's name, and the customer's own words. */
export function writeReason(
  intent: MainIntent | undefined,
  catalogue: WrapupCatalogue,
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  if (intent === undefined) return []
  const [first] = intent.utterances
  const label = catalogue.intents.find(({ id }) => id === intent.intentId)?.label[language]
  const quote = quoted(first.utterance.text, language)
  const text = label === undefined ? quote : `${label}${wordingFor(language).colon}${quote}`
  return [evidencedLine(fieldId, text, [evidenceForWhole(first.utterance)], { confidence: intent.confidence })]
}
