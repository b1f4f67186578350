import { clausesOf, hearCue } from '@souffleur/language'
import type { SummaryLine } from '@souffleur/proto'
import type { AnalysedUtterance, Language } from '../analysed-utterance.ts'
import { evidenceFor } from '../evidence.ts'
import { attributedWords } from '../said-clauses.ts'
import { evidencedLine } from '../summary-line.ts'
import type { Choice, FieldSource } from '../template/template.ts'
import { quoted, wordingFor } from '../wording.ts'

interface FieldPlace {
  readonly fieldId: string
  readonly language: Language
}

/** The clauses in which the words of a cue were said. */
export function writeSaid(
  utterances: readonly AnalysedUtterance[],
  { cue }: Extract<FieldSource, { kind: 'said' }>,
  { fieldId, language }: FieldPlace,
): SummaryLine[] {
  return utterances.flatMap((analysed) => {
    const { utterance, speaker } = analysed
    const heard = hearCue(cue, utterance.text, analysed.language, speaker)
    if (heard === undefined) return []
    const clause = clausesOf(utterance.text, analysed.language).find(({ start, end }) => start <= heard.start && heard.end <= end) ?? heard
    const words = utterance.text.slice(clause.start, clause.end)
    return [
      evidencedLine(fieldId, attributedWords(words, speaker, language), [evidenceFor(utterance, clause)], {
        confidence: speaker === 'unknown' ? 0.5 : 0.8,
      }),
    ]
  })
}

/** One of several: the one that was said last, since people change their minds. */
export function writeChoice(
  utterances: readonly AnalysedUtterance[],
  choices: readonly Choice[],
  { fieldId, language }: FieldPlace,
): SummaryLine[] {
  const heard = utterances.flatMap((analysed) =>
    choices
      .flatMap((choice) => {
        const words = hearCue(choice.said, analysed.utterance.text, analysed.language, analysed.speaker)
        return words === undefined ? [] : [{ choice, words, analysed }]
      })
      .toSorted((a, b) => a.words.start - b.words.start),
  )
  const last = heard.at(-1)
  if (last === undefined) return []
  const { choice, words, analysed } = last
  const quote = quoted(analysed.utterance.text.slice(words.start, words.end), language)
  const agreed = new Set(heard.map((each) => each.choice.id)).size === 1
  return [
    evidencedLine(fieldId, `${choice.label[language]}${wordingFor(language).colon}${quote}`, [evidenceFor(analysed.utterance, words)], {
      confidence: agreed ? 0.8 : 0.6,
      value: choice.id,
    }),
  ]
}
