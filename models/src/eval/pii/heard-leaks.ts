import { foldText, lexemesOf, readSpokenNumber } from '@souffleur/language'
import { blankTokens, type Language } from '@souffleur/proto'
import type { SpokenLine } from './spoken-lines.ts'

/** A value that was spoken, and what became of it. */
export interface HeardValue {
  readonly type: string
  /** Whether enough of it is in the recogniser's text to give it away. */
  readonly heard: boolean
  /** Whether it still is once the text is masked. */
  readonly leaked: boolean
}

/** Digits in a row that begin to tell somebody apart. */
const TELLING_DIGITS = 5
const SHORTEST_NAME = 3

/** @param heard as the recogniser wrote it @param masked the same with its masks */
export function heardValues(
  { text, spans }: SpokenLine,
  { heard, masked }: { heard: string; masked: string },
  language: Language,
): HeardValue[] {
  const left = blankTokens(masked)
  return spans.flatMap((span): HeardValue[] => {
    const value = text.slice(span.start, span.end)
    switch (span.type) {
      case 'card':
      case 'iban':
      case 'nir':
      case 'phone':
        return [
          { type: span.type, heard: mostDigits(heard, language) >= TELLING_DIGITS, leaked: mostDigits(left, language) >= TELLING_DIGITS },
        ]
      case 'name':
      case 'postal-address': {
        const words = wordsOf(value)
        return [{ type: span.type, heard: says(heard, words), leaked: says(left, words) }]
      }
      case 'email':
        return [{ type: span.type, heard: hasMailSign(heard), leaked: hasMailSign(left) }]
      default:
        return []
    }
  })
}

/** The longest number in a text: digits and number words one after the other. */
function mostDigits(text: string, language: Language): number {
  const lexemes = lexemesOf(text)
  let most = 0
  let run = 0
  for (let index = 0; index < lexemes.length; ) {
    const lexeme = lexemes[index]
    const spoken = readSpokenNumber(lexemes, index, language)
    if (lexeme?.kind === 'digits') run += lexeme.text.replaceAll(/\D/g, '').length
    else if (spoken !== undefined) run += String(spoken.value).length
    else if (lexeme?.kind === 'word') run = 0
    most = Math.max(most, run)
    index = spoken?.next ?? index + 1
  }
  return most
}

function wordsOf(text: string): ReadonlySet<string> {
  const words = lexemesOf(text).filter(({ kind }) => kind === 'word')
  return new Set(words.map(({ folded }) => folded).filter((folded) => folded.length >= SHORTEST_NAME))
}

/** Its rarest word: of a name the last one, of an address as well. */
function says(text: string, words: ReadonlySet<string>): boolean {
  const last = [...words].at(-1)
  return last !== undefined && lexemesOf(text).some(({ folded }) => folded === last)
}

function hasMailSign(text: string): boolean {
  return /@|arobase|\bat\b \S+ (?:dot|\.)/.test(foldText(text))
}
