import { tokenise } from '@souffleur/language'
import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import type { WrapupCatalogue } from '../catalogue.ts'
import { evidenceFor, evidenceForWhole } from '../evidence.ts'
import type { MainIntent } from '../main-intent.ts'
import { evidencedLine } from '../summary-line.ts'
import { quoted, wordingFor } from '../wording.ts'

/** People say what they call for within their first utterances. */
const OPENING_UTTERANCES = 4
/** "Hello, good morning" says nothing yet. */
const LEAST_WORDS = 6

/** Why the customer calls: the main intent's name with the customer's own words; where no intent is sure, those words alone. */
export function writeReason(
  utterances: readonly AnalysedUtterance[],
  intent: MainIntent | undefined,
  catalogue: WrapupCatalogue,
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  if (intent === undefined) return writeOpening(utterances, { fieldId, language })
  const [first] = intent.utterances
  const label = catalogue.intents.find(({ id }) => id === intent.intentId)?.label[language]
  const quote = quoted(first.utterance.text, language)
  const text = label === undefined ? quote : `${label}${wordingFor(language).colon}${quote}`
  return [evidencedLine(fieldId, text, [evidenceForWhole(first.utterance)], { confidence: intent.confidence })]
}

/** The first thing of substance that the customer says: a request, a question or a statement with a few words. */
function writeOpening(
  utterances: readonly AnalysedUtterance[],
  { fieldId, language }: { readonly fieldId: string; readonly language: Language },
): SummaryLine[] {
  const opening = utterances.filter(({ speaker }) => speaker !== 'advisor').slice(0, OPENING_UTTERANCES)
  for (const analysed of opening) {
    const { text } = analysed.utterance
    const clauses = analysed.acts.filter(({ act }) => act === 'request' || act === 'question' || act === 'statement')
    const [first, last] = [clauses[0], clauses.at(-1)]
    if (first === undefined || last === undefined) continue
    const words = text.slice(first.start, last.end)
    if (tokenise(words, analysed.language).length < LEAST_WORDS) continue
    return [
      evidencedLine(fieldId, quoted(words, language), [evidenceFor(analysed.utterance, { start: first.start, end: last.end })], {
        confidence: 0.5,
      }),
    ]
  }
  return []
}
