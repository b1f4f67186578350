import { type EntityText, skipMark, skipSpellingHelp } from '@souffleur/language'

/** A name spelled letter by letter: "K L I N E", "M comme Marie, A, R", "double N". */
export interface SpelledName {
  readonly letters: string
  readonly next: number
}

/** Longer strings of letters are no name. */
const MOST_LETTERS = 30
const repeats = /^(?:double|triple|deux)$/

export function readSpelledName(source: EntityText, index: number): SpelledName | undefined {
  const { lexemes } = source
  let letters = ''
  let next = index
  for (let at = index; letters.length < MOST_LETTERS; ) {
    const repeated = letters !== '' && repeats.test(lexemes[at]?.folded ?? '')
    const lexeme = lexemes[repeated ? at + 1 : at]
    if (lexeme?.kind !== 'word' || !/^\p{L}$/u.test(lexeme.text)) break
    letters += lexeme.folded.repeat(repeated ? 2 : 1)
    next = skipSpellingHelp(source, (repeated ? at + 1 : at) + 1, lexeme.folded)
    at = skipMark(source, next)
  }
  return letters.length >= 3 ? { letters, next } : undefined
}

const spelling =
  /(?:spell\w*|spelt|s'ecrit|epelle|epeler|lettre|that's|it's|that is|c'est|soit|ca fait|donc|so|name|nom|prenom)[ ,:]*(?:it |that |is |for you |pour vous |ca |c'est |est |comme ca )*[ ,:]*$/

export function announcesSpelling(before: string): boolean {
  return spelling.test(before)
}
