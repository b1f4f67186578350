export const dialogueActNames = [
  'greeting',
  'farewell',
  'thanks',
  'holding',
  'acknowledgement',
  'confirmation',
  'refusal',
  'small_talk',
  'question',
  'request',
  'commitment',
  'action_done',
  'statement',
] as const
export type DialogueActName = (typeof dialogueActNames)[number]

export type Speaker = 'customer' | 'advisor' | 'unknown'

/** One rule of a language's table: the first one that fits a clause names its act. */
export interface ActRule {
  readonly act: DialogueActName
  /** Over the folded clause (see foldText), question mark removed. */
  readonly when: RegExp
  readonly speaker?: Speaker
  /** Only for a clause with a question mark, or only for one without. */
  readonly asks?: boolean
}
