import { readDictation } from './dictation.ts'
import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'
import { readSpokenNumber } from './number-words.ts'

const british = /\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b/g
/** Five digits of a department that exists, before a town's name or after the words "code postal", "postcode". */
const french = /(?<=(?:code postal|post ?code|postal code)[^\d]{0,12})\d{5}\b|\b(?:0[1-9]|[1-8]\d|9[0-8])\d{3}(?= \p{Lu}\p{Ll})/giu

export function findPostcodes(source: EntityText): Entity[] {
  return [...findWritten(source), ...findSpoken(source)]
}

function findWritten({ text, language }: EntityText): Entity[] {
  const patterns = language === 'en' ? [british, french] : [french]
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      // The `i` flag that "Code postal" needs would let "750 euros"-like words pass for a town.
      .filter((match) => !/^ \p{Ll}/u.test(text.slice(match.index + match[0].length)))
      .map((match) => entityAt('postcode', text, { start: match.index }, { end: match.index + match[0].length }, match[0])),
  )
}

function findSpoken(source: EntityText): Entity[] {
  const found: Entity[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const postcode = readSpokenPostcode(source, index)
    const first = source.lexemes[index]
    const last = postcode === undefined ? undefined : source.lexemes[postcode.next - 1]
    if (postcode !== undefined && first !== undefined && last !== undefined) {
      found.push(entityAt('postcode', source.text, first, last, postcode.value))
    }
    index = postcode?.next ?? index + 1
  }
  return found
}

/** "soixante-quinze mille onze Paris", "code postal neuf deux un zéro zéro", "postcode S W one A one A A". */
export function readSpokenPostcode(source: EntityText, index: number): { value: string; next: number } | undefined {
  const lexeme = source.lexemes[index]
  if (lexeme?.kind !== 'word') return undefined
  if (source.language === 'fr') return readBeforeTown(source, index) ?? readFrenchDigits(source, index)
  return /^[a-z]$/i.test(lexeme.text) && isIntroduced(source, index) ? readBritish(source, index) : readFrenchDigits(source, index)
}

const street = /^(?:habite|habitons|adresse|rue|avenue|boulevard|place|chemin|impasse|route|allee|quai|cours|residence)$/

/** "Trente mille" may count people: an address has to be near. */
function readBeforeTown({ lexemes, language }: EntityText, index: number): { value: string; next: number } | undefined {
  const number = readSpokenNumber(lexemes, index, language)
  if (number === undefined || number.value < 10_000 || number.value >= 99_000) return undefined
  if (!lexemes.slice(Math.max(0, index - 12), index).some(({ folded }) => street.test(folded))) return undefined
  const town = lexemes[number.next]
  if (town?.kind !== 'word' || !/^\p{Lu}\p{L}{2}/u.test(town.text)) return undefined
  return { value: String(number.value), next: number.next }
}

function readFrenchDigits(source: EntityText, index: number): { value: string; next: number } | undefined {
  if (!isIntroduced(source, index)) return undefined
  const digits = readDictation(source, index, { stop: (read) => read.length >= 5 })
  return digits !== undefined && /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/.test(digits.characters)
    ? { value: digits.characters, next: digits.next }
    : undefined
}

const fullBritish = /^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/

function readBritish(source: EntityText, index: number): { value: string; next: number } | undefined {
  const spelled = readDictation(source, index, { letters: true, stop: (read) => fullBritish.test(read) })
  const parts = spelled === undefined ? null : fullBritish.exec(spelled.characters)
  return spelled === undefined || parts === null ? undefined : { value: `${parts[1]} ${parts[2]}`, next: spelled.next }
}

/** "code postal", "postcode" among the few words before. */
function isIntroduced({ lexemes }: EntityText, index: number): boolean {
  const before = lexemes.slice(Math.max(0, index - 4), index).map(({ folded }) => folded)
  return /\b(?:code postal|post ?code|postal code)\b/.test(before.join(' '))
}
