import { isStopWord } from '../stop-words.ts'
import type { EntityText, Lexeme } from './lexeme.ts'

/**
 * The index after "for hotel", "as in Bravo", "comme Henri" where it helps to understand `letter`, else `index`.
 * The word has to begin with the letter: "S for two people" isn't a help.
 */
export function skipSpellingHelp({ lexemes, language }: EntityText, index: number, letter: string): number {
  const at = helpWord(lexemes, index)
  const word = lexemes[at]
  if (at === index || word?.kind !== 'word' || !word.folded.startsWith(letter.toLowerCase()) || word.folded.length < 2) return index
  // "I for instance", "a like at": a small function word explains nothing.
  if (word.text === word.folded && (isStopWord(word.folded, language) || /^(?:instance|exemple|example)$/.test(word.folded))) return index
  // "J comme Jean-Pierre"
  const [hyphen, second] = [lexemes[at + 1], lexemes[at + 2]]
  return hyphen?.text === '-' && !hyphen.spaced && second?.kind === 'word' && !second.spaced ? at + 3 : at + 1
}

function helpWord(lexemes: readonly Lexeme[], index: number): number {
  const [first, second] = [lexemes[index]?.folded, lexemes[index + 1]?.folded]
  if (first === 'for' || first === 'comme' || first === 'like') return index + 1
  return first === 'as' && second === 'in' ? index + 2 : index
}

/** The index after a comma, a full stop or a hyphen between two letters. */
export function skipMark({ lexemes }: Pick<EntityText, 'lexemes'>, index: number): number {
  return /^[.,-]$/.test(lexemes[index]?.text ?? '') ? index + 1 : index
}
