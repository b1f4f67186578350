import type { Language } from '../language.ts'
import { isStopWord } from '../stop-words.ts'
import { readDictation } from './dictation.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText, Lexeme } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'

const atWords: Record<Language, ReadonlySet<string>> = {
  en: new Set(['@', 'at']),
  fr: new Set(['@', 'arobase', 'arrobase', 'arobas', 'at']),
}
const dotWords = new Set(['.', 'dot', 'point'])
const hyphenWords = new Set(['-', 'dash', 'hyphen', 'tiret'])
export const topLevelDomains = new Set('com fr org net eu uk be ch de es it lu io info gouv edu gov co asso paris'.split(' '))

/** E-mail addresses, written or spoken: "marie point dupont arobase exemple point fr", "jo underscore 7 at example dot co dot uk". */
export function findEmails(source: EntityText): Entity[] {
  const found: Entity[] = []
  source.lexemes.forEach((lexeme, at) => {
    if (!atWords[source.language].has(lexeme.folded)) return
    const domain = readDomain(source, afterComma(source, at + 1))
    const local = readLocalPart(source, beforeComma(source, at))
    if (domain === undefined || local === undefined) return
    if (lexeme.folded === 'at' && !isMeantAsAddress(source, local, domain.text)) return
    const first = source.lexemes[local.begin]
    const last = source.lexemes[domain.next - 1]
    if (first !== undefined && last !== undefined) {
      found.push(entityAt('email', source.text, first, last, `${local.text}@${domain.text}`))
    }
  })
  return found
}

const mailboxes = new Set(
  'gmail googlemail hotmail outlook live msn yahoo icloud aol gmx proton protonmail orange wanadoo free sfr laposte bbox btinternet'.split(
    ' ',
  ),
)
const introductions = /^(?:e-?mail|mail|courriel|address|adresse|contact|reach|write)$/

/** "Look at example dot com" has no address: the word "at" needs a joint, a mailbox provider or the mention of an address beside it. */
function isMeantAsAddress({ lexemes, language }: EntityText, local: { text: string; begin: number }, domain: string): boolean {
  if (/[._-]/.test(local.text)) return true
  if (isStopWord(local.text, language)) return false
  if (mailboxes.has(domain.split('.')[0] ?? '')) return true
  return lexemes.slice(Math.max(0, local.begin - 6), local.begin).some(({ folded }) => introductions.test(folded))
}

/** Labels joined by dots; the last one has to be a top-level domain that is in use, or "at" was a preposition. */
export function readDomain(source: EntityText, index: number): { text: string; next: number } | undefined {
  let text = ''
  let next = index
  let complete: { text: string; next: number } | undefined
  for (;;) {
    const label = (text === '' ? undefined : readSpelledEnding(source, next)) ?? readLabel(source, next)
    if (label === undefined) return complete
    text += label.text
    next = label.next
    if (text.includes('.') && topLevelDomains.has(label.text)) complete = { text, next }
    const joint = readJoint(source, next)
    if (joint === undefined || joint.mark === '_') return complete
    text += joint.mark
    next = joint.next
  }
}

/** "point f r", "dot c o m". */
function readSpelledEnding({ lexemes }: EntityText, index: number): { text: string; next: number } | undefined {
  let text = ''
  for (let next = index; lexemes[next]?.kind === 'word' && lexemes[next]?.text.length === 1; next += 1) {
    text += lexemes[next]?.folded ?? ''
    if (topLevelDomains.has(text)) return { text, next: next + 1 }
  }
  return undefined
}

/** Reads backwards from the "at": words belong to the address while dots and dashes join them, or while they are spelled. */
function readLocalPart(source: EntityText, at: number): { text: string; begin: number } | undefined {
  let text = ''
  let begin = at
  for (let following: AddressPart | undefined; ; ) {
    const part = readPartBefore(source, begin)
    if (part === undefined || (following !== undefined && !belongsTogether(source, part, following))) break
    if (following === undefined && part.isJoint) break
    text = `${part.text}${text}`
    begin = part.begin
    following = part
  }
  return text === '' ? undefined : { text: text.replace(/^[._-]+/, ''), begin }
}

interface AddressPart {
  readonly text: string
  readonly isJoint: boolean
  readonly begin: number
}

/** The dot, dash or word that ends right before `end`. A joint may take several ("tiret du six"), so it is tried first. */
function readPartBefore(source: EntityText, end: number): AddressPart | undefined {
  for (let begin = Math.max(0, end - 5); begin < end; begin += 1) {
    const joint = readJoint(source, begin)
    if (joint?.next === end) return { text: joint.mark, isJoint: true, begin }
  }
  for (let begin = Math.max(0, end - 5); begin < end; begin += 1) {
    const number = readSpokenNumber(source.lexemes, begin, source.language)
    if (number?.next === end) return { text: String(number.value), isJoint: false, begin }
  }
  const label = readLabel(source, end - 1)
  return label === undefined || label.next !== end ? undefined : { text: label.text, isJoint: false, begin: end - 1 }
}

function belongsTogether({ lexemes, language }: EntityText, part: AddressPart, following: AddressPart): boolean {
  if (part.isJoint || following.isJoint) return true
  // "dupont soixante-quinze arobase": hardly an address begins with digits.
  if (/^\d/.test(following.text) && !isStopWord(part.text, language)) return true
  const glued = lexemes[following.begin]?.spaced === false
  // "j dupont": a consonant alone is an initial; "a" and "y" are words.
  if (/^[b-df-hj-np-xz]$/.test(part.text)) return true
  return glued || (part.text.length === 1 && following.text.length === 1)
}

function readLabel(source: EntityText, index: number): { text: string; next: number } | undefined {
  const lexeme = source.lexemes[index]
  if (lexeme === undefined || jointMark(lexeme.folded) !== undefined) return undefined
  if (lexeme.kind === 'word' && lexeme.text.length > 1) {
    const digits = readDictation(source, index)
    if (digits !== undefined) return { text: digits.characters, next: digits.next }
    return { text: lexeme.folded.replaceAll("'", ''), next: index + 1 }
  }
  return lexeme.kind === 'symbol' ? undefined : { text: lexeme.folded, next: index + 1 }
}

/** A dot, hyphen or underscore, written or said; a recogniser may put commas around a word that is said with pauses. */
export function readJoint(source: EntityText, index: number): { mark: '.' | '-' | '_'; next: number } | undefined {
  const { lexemes } = source
  const at = afterComma(source, index)
  const lexeme = lexemes[at]
  const mark = lexeme === undefined ? undefined : jointMark(lexeme.folded)
  if (lexeme === undefined || mark === undefined) return undefined
  // A full stop ends a sentence unless something sticks to it.
  if (lexeme.kind === 'symbol') return at === index && lexemes[at + 1]?.spaced === false ? { mark, next: at + 1 } : undefined
  const named = lexeme.folded === 'tiret' ? readHyphenName(lexemes, at + 1) : undefined
  return { mark: named?.mark ?? mark, next: afterComma(source, named?.next ?? at + 1) }
}

/** "Tiret du six" (-) and "tiret du huit" (_): the keys of a French keyboard. "Tiret bas", "tiret du bas" are the underscore too. */
function readHyphenName(lexemes: readonly Lexeme[], index: number): { mark: '-' | '_'; next: number } | undefined {
  const [second, third] = [lexemes[index]?.folded, lexemes[index + 1]?.folded]
  if (second === 'bas') return { mark: '_', next: index + 1 }
  if (second !== 'du') return undefined
  if (third === 'six' || third === '6') return { mark: '-', next: index + 2 }
  return third === 'bas' || third === 'huit' || third === '8' ? { mark: '_', next: index + 2 } : undefined
}

function afterComma({ lexemes }: EntityText, index: number): number {
  return lexemes[index]?.text === ',' ? index + 1 : index
}

function beforeComma({ lexemes }: EntityText, index: number): number {
  return lexemes[index - 1]?.text === ',' ? index - 1 : index
}

function jointMark(folded: string): '.' | '-' | '_' | undefined {
  if (dotWords.has(folded)) return '.'
  if (hyphenWords.has(folded)) return '-'
  return folded === '_' || folded === 'underscore' ? '_' : undefined
}
