import type { DialogueAct } from '@souffleur/language'
import type { AnalysedUtterance, Language, Speaker } from './analysed-utterance.ts'
import { quoted, wordingFor } from './wording.ts'

/** A clause of the call that does something: promises, reports, confirms. */
export interface SaidClause {
  readonly analysed: AnalysedUtterance
  readonly act: DialogueAct
  readonly text: string
}

export function clausesWith(utterances: readonly AnalysedUtterance[], acts: readonly DialogueAct['act'][]): SaidClause[] {
  return utterances.flatMap((analysed) =>
    analysed.acts
      .filter(({ act }) => acts.includes(act))
      .map((act) => ({ analysed, act, text: analysed.utterance.text.slice(act.start, act.end) })),
  )
}

/** Who said it, in whose own words. */
export function attributed({ analysed, text }: SaidClause, language: Language): string {
  return attributedWords(text, analysed.speaker, language)
}

export function attributedWords(words: string, speaker: Speaker, language: Language): string {
  return `${speakerName(speaker, language)}${wordingFor(language).colon}${quoted(words, language)}`
}

function speakerName(speaker: Speaker, language: Language): string {
  const wording = wordingFor(language)
  switch (speaker) {
    case 'advisor':
      return wording.advisor
    case 'customer':
      return wording.customer
    case 'unknown':
      return wording.speaker
  }
}
