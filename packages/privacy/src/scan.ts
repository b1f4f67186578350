import { detectLanguage, type EntityText, type Language, type Lexeme, lexemesOf } from '@souffleur/language'

/** Stands for every character that is masked or found already: no rule reads it. */
export const OPAQUE = '\uFFFC'

/** A text as the rules read it. */
export interface Scan extends EntityText {
  /** It has capitals beyond the first letter, so capitals mean something in it. */
  readonly cased: boolean
}

/** Reads a text with the ranges in `hidden` made opaque; offsets stay those of the text. */
export function scanText(text: string, language: Language | undefined, hidden: readonly { start: number; end: number }[]): Scan {
  const visible = hide(text, hidden)
  return {
    text: visible,
    language: language ?? detectLanguage(text)?.language ?? 'en',
    lexemes: merged(lexemesOf(visible)),
    cased: isCased(visible),
  }
}

function hide(text: string, hidden: readonly { start: number; end: number }[]): string {
  let visible = ''
  let from = 0
  for (const { start, end } of hidden) {
    visible += text.slice(from, start) + OPAQUE.repeat(end - start)
    from = end
  }
  return visible + text.slice(from)
}

/** One lexeme for a whole opaque range. */
function merged(lexemes: readonly Lexeme[]): Lexeme[] {
  const kept: Lexeme[] = []
  for (const lexeme of lexemes) {
    const last = kept.at(-1)
    if (lexeme.text === OPAQUE && last?.text === OPAQUE) kept[kept.length - 1] = { ...last, end: lexeme.end }
    else kept.push(lexeme)
  }
  return kept
}

function isCased(text: string): boolean {
  let capitals = 0
  let small = 0
  for (const match of text.matchAll(/\p{Lu}\p{Ll}|\p{Ll}/gu)) {
    if (match[0].length > 1) capitals += 1
    else small += 1
  }
  return capitals > 0 && small > 0
}

/** Up to `count` lexemes before `index`, folded, with single spaces: what announces a value. */
export function wordsBefore({ lexemes }: EntityText, index: number, count: number): string {
  let words = ''
  for (let at = Math.max(0, index - count); at < index; at += 1) words += `${lexemes[at]?.folded ?? ''} `
  return words.replaceAll("' ", "'")
}

export function wordsFrom({ lexemes }: EntityText, index: number, count: number): string {
  let words = ''
  for (let at = index; at < Math.min(lexemes.length, index + count); at += 1) words += ` ${lexemes[at]?.folded ?? ''}`
  return words.trimStart().replaceAll("' ", "'")
}
