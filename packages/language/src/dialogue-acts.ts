import type { ActRule, DialogueActName, Speaker } from './acts/act-rule.ts'
import { englishActs } from './acts/english-acts.ts'
import { frenchActs } from './acts/french-acts.ts'
import { clausesOf } from './clauses.ts'
import { foldText } from './fold-text.ts'
import type { Language } from './language.ts'

/** What a clause does. The range is the clause's, in UTF-16 units of the text. */
export interface DialogueAct {
  readonly act: DialogueActName
  readonly start: number
  readonly end: number
}

const tables: Record<Language, readonly ActRule[]> = { en: englishActs, fr: frenchActs }

/** One act a clause, in order. A clause that no rule knows is a question when it ends in a question mark, else a statement. */
export function dialogueActs(text: string, language: Language, speaker: Speaker): DialogueAct[] {
  return clausesOf(text, language).map(({ start, end, asks }) => {
    const clause = foldText(text.slice(start, end)).replace(/\s+/g, ' ').trim()
    const rule = tables[language].find((candidate) => fits(candidate, clause, asks, speaker))
    return { act: rule?.act ?? (asks ? 'question' : 'statement'), start, end }
  })
}

function fits(rule: ActRule, clause: string, asks: boolean, speaker: Speaker): boolean {
  // On a mixed channel nobody knows who speaks: a rule for one speaker applies to both.
  if (rule.speaker !== undefined && speaker !== 'unknown' && rule.speaker !== speaker) return false
  return (rule.asks === undefined || rule.asks === asks) && rule.when.test(clause)
}
