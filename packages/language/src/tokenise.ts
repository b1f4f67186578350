import { foldText } from './fold-text.ts'
import type { Language } from './language.ts'

export interface Token {
  /** As written, in lower case, accents kept: what a stemmer wants. */
  readonly word: string
  /** {@link foldText} of the word; a number without its thousands separators. */
  readonly folded: string
  /** Range of UTF-16 units in the text. */
  readonly start: number
  readonly end: number
}

/** Letters with their marks and inner apostrophes, or digits with their separators. */
const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’ʼ]\p{L}[\p{L}\p{M}]*)*|\d+(?:[ \u00a0\u202f]\d{3}(?!\d)|[.,]\d+)*/gu
const elision = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)['’ʼ](?=\p{L})/iu
const inseparable = /^(?:aujourd|prud|presqu)['’ʼ](?:hui|hom|ile|île)/iu

/** The words and numbers of a text. French elisions ("l'", "qu'") are words of their own; hyphens separate. */
export function tokenise(text: string, language: Language): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(wordPattern)) {
    let start = match.index
    let rest = match[0]
    if (language === 'fr') {
      for (let prefix = elidedPrefix(rest); prefix > 0; prefix = elidedPrefix(rest)) {
        tokens.push(tokenAt(rest.slice(0, prefix - 1), start))
        start += prefix
        rest = rest.slice(prefix)
      }
    }
    tokens.push(tokenAt(rest, start))
  }
  return tokens
}

function elidedPrefix(word: string): number {
  return inseparable.test(word) ? 0 : (elision.exec(word)?.[0].length ?? 0)
}

function tokenAt(written: string, start: number): Token {
  const word = written.toLowerCase().replace(/[’ʼ]/g, "'")
  const folded = /^\d/.test(word) ? plainNumber(word) : foldText(word)
  return { word, folded, start, end: start + written.length }
}

/** "1 600", "1,600" and "1.600" are 1600; "12,50" and "12.50" are 12.50. */
function plainNumber(written: string): string {
  return written
    .replace(/[ \u00a0\u202f]/g, '')
    .replace(/[.,](?=\d{3}(?!\d))/g, '')
    .replace(/,/g, '.')
}
