import { readJoint, topLevelDomains } from '../entities/emails.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { readSpokenNumber } from '../entities/number-words.ts'
import { isStopWord } from '../stop-words.ts'
import { rewritten, type Settled } from './edit.ts'

/** Endings that are no words of the language, so that "un point de vente" and "dot it" aren't addresses. */
const clearEndings = { fr: /^(?:com|fr|org|net|uk|gouv)$/, en: /^(?:com|org|net|uk|fr|eu|gov|edu|io)$/ }

/** Web addresses said aloud: "www point exemple point fr", "example dot com slash contact". */
export function writeWebAddress(source: EntityText, index: number): Settled | undefined {
  const { lexemes } = source
  const threeW = readThreeW(source, index)
  const first = lexemes[index]
  if (threeW === undefined && (first?.kind !== 'word' || first.text.length < 2 || isStopWord(first.folded, source.language)))
    return undefined
  let text = threeW === undefined ? '' : 'www'
  let next = threeW ?? index
  let end: { text: string; next: number } | undefined
  if (threeW !== undefined) {
    const joint = readJoint(source, next)
    if (joint?.mark === '.') next = joint.next
    text += '.'
  }
  for (let labels = 0; labels < 12; labels += 1) {
    const label = readLabel(source, next)
    if (label === undefined) break
    text += label.text
    next = label.next
    if (isEnding(source, text, label.text, threeW !== undefined)) end = { text, next }
    const joint = readJoint(source, next)
    if (joint === undefined || joint.mark === '_') break
    text += joint.mark
    next = joint.next
  }
  if (end === undefined) return undefined
  const whole = addPath(source, end)
  return rewritten(index, whole.next, whole.text)
}

function isEnding({ language }: EntityText, text: string, label: string, hasW: boolean): boolean {
  if (!/[^.]\.[^.]+$/.test(text.replace(/^www\./, ''))) return false
  return hasW ? topLevelDomains.has(label) : clearEndings[language].test(label)
}

/** "www", "w w w", "trois w", "triple w". */
function readThreeW({ lexemes }: EntityText, index: number): number | undefined {
  const [first, second, third] = lexemes.slice(index, index + 3).map(({ folded }) => folded)
  if (first === 'www') return index + 1
  if (first === 'w' && second === 'w' && third === 'w') return index + 3
  return (first === 'trois' || first === 'triple') && second === 'w' ? index + 2 : undefined
}

function readLabel({ lexemes, language }: EntityText, index: number): { text: string; next: number } | undefined {
  const lexeme = lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol') return undefined
  if (lexeme.kind === 'digits') return { text: lexeme.text, next: index + 1 }
  const number = readSpokenNumber(lexemes, index, language)
  if (number !== undefined) return { text: String(number.value), next: number.next }
  const spelled = spelledEnding(lexemes.slice(index, index + 4).map(({ folded }) => folded))
  return spelled === undefined
    ? { text: lexeme.folded.replaceAll("'", ''), next: index + 1 }
    : { text: spelled, next: index + spelled.length }
}

/** "point f r", "dot c o m". */
function spelledEnding(letters: readonly string[]): string | undefined {
  return ['fr', 'com', 'org', 'net'].find((ending) => [...ending].every((letter, place) => letters[place] === letter))
}

/** "slash contact", after a complete address. */
function addPath({ lexemes }: EntityText, address: { text: string; next: number }): { text: string; next: number } {
  let { text, next } = address
  while (lexemes[next]?.folded === 'slash' && lexemes[next + 1]?.kind === 'word') {
    text += `/${lexemes[next + 1]?.folded ?? ''}`
    next += 2
  }
  return { text, next }
}
