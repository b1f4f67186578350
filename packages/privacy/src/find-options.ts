import type { Language } from '@souffleur/language'
import type { PrivacyRules } from './rules.ts'
import type { PersonalDataType } from './types.ts'

export interface FindOptions {
  /** Guessed from the text when it is left out. */
  readonly language?: Language | undefined
  readonly rules?: PrivacyRules | undefined
  /** What the other side has just asked for: an answer needs no words that announce it. */
  readonly expected?: PersonalDataType | undefined
  /** Folded names that this call has given away already; they are found wherever they come again. */
  readonly knownNames?: ReadonlySet<string> | undefined
}
