import { ibanLengths } from '@souffleur/language'
import type { PersonalDataType } from '@souffleur/proto'
import { isNiNumber, isSsn, looksLikeCard, looksLikeNir, passesLuhn, passesMod97, passesNirKey } from './checks.ts'
import { type Cue, cueIn } from './cues.ts'
import { type Found, foundAt } from './found.ts'
import { readPhone } from './phones.ts'
import { isCountedUnit, isQuantity, isYear } from './quantities.ts'
import type { Reading, RunContext } from './reading.ts'
import { charactersOf, type Run, readRuns } from './runs.ts'
import { type Scan, wordsBefore } from './scan.ts'

type Reader = (context: RunContext, from: number) => Reading | undefined

/** The more particular first: check digits, then shapes, then what the words announce. */
const readers: readonly Reader[] = [readNir, readIban, readCard, readNiNumber, readSsn, readPhone, readAnnounced, readOwnReference]

const WORDS_OF_CUE = 14
/** Farther away, words announce something else. */
const FARTHEST = { strong: 48, weak: 14 }
const businessNumbers =
  /(?<![a-z])(?:siret|siren|tva|vat|rcs|ean|barcode|code barre|code barres|company number|modele|model|serial|serie|version|isbn|departement)(?: [a-z']+){0,4} $/

/** Numbers of every kind, written or dictated. */
export function findNumbers(scan: Scan, expected: PersonalDataType | undefined): Found[] {
  return readRuns(scan).flatMap((run) => findInRun(scan, run, expected))
}

export function findInRun(scan: Scan, run: Run, expected: PersonalDataType | undefined): Found[] {
  const digits = run.pieces.reduce((sum, { characters }) => sum + characters.length, 0)
  if (digits < 3) return []
  const before = wordsBefore(scan, run.first, WORDS_OF_CUE)
  if (businessNumbers.test(before)) return []
  const context: RunContext = { scan, run, cue: cueOf(before, expected) }
  const found: Found[] = []
  for (let from = 0; from < run.pieces.length; ) {
    const reading = readAt(context, from)
    if (reading === undefined) {
      from += 1
      continue
    }
    const { type, to, value, ...more } = reading
    const first = scan.lexemes[run.pieces[from]?.first ?? 0]
    const last = scan.lexemes[(run.pieces[to - 1]?.next ?? 1) - 1]
    found.push(...foundAt(type, first, last, value, more))
    from = to
  }
  return found
}

/** A company's number, a model's, a version's: nobody's personal data. */
export function isBusinessNumber(scan: Scan, index: number): boolean {
  return businessNumbers.test(wordsBefore(scan, index, WORDS_OF_CUE))
}

function readAt(context: RunContext, from: number): Reading | undefined {
  for (const read of readers) {
    const reading = read(context, from)
    if (reading !== undefined) return reading
  }
  return undefined
}

const numbers: ReadonlySet<PersonalDataType> = new Set([
  'card',
  'iban',
  'nir',
  'phone',
  'contract-number',
  'claim-number',
  'customer-number',
  'file-number',
  'order-number',
  'passport',
  'identity-card',
  'driving-licence',
  'ssn',
  'ni-number',
  'bank-account',
  'secret-code',
  'number',
])

/** What people dictate digit by digit. */
export function isNumberType(type: PersonalDataType): boolean {
  return numbers.has(type)
}

function cueOf(before: string, expected: PersonalDataType | undefined): Cue | undefined {
  const cue = cueIn(before)
  if (cue !== undefined && cue.distance <= (cue.strong ? FARTHEST.strong : FARTHEST.weak)) return cue
  return expected !== undefined && isNumberType(expected) ? { type: expected, strong: true, distance: 0 } : undefined
}

/** The end of the digits (and where `letters` allows it, capitals) that begin at `from`, no longer than `most` characters. */
function endOf({ pieces }: Run, from: number, most: number, letters: boolean): number {
  let count = 0
  let to = from
  for (; to < pieces.length; to += 1) {
    const piece = pieces[to]
    if (piece === undefined || (piece.letters && !letters)) break
    count += piece.characters.length
    if (count > most) break
  }
  return to
}

function readNir({ scan, run, cue }: RunContext, from: number): Reading | undefined {
  if (run.plus || run.pieces[from]?.letters === true) return undefined
  const announced = cue?.type === 'nir'
  const longest = endOf(run, from, 15, true)
  for (let to = longest; to > from; to -= 1) {
    const value = charactersOf(run, from, to)
    if (value.length < 13) break
    if (passesNirKey(value)) return { type: 'nir', to, value }
    if (looksLikeNir(value) && (announced || isGroupedNir(run, from))) return { type: 'nir', to, value, confidence: 0.8 }
  }
  if (!announced) return undefined
  const to = endOf(run, from, 18, true)
  const value = charactersOf(run, from, to)
  if (value.length < 3 || (value.length < 5 && isQuantity(scan, run, from, to))) return undefined
  return { type: 'nir', to, value, confidence: 0.7, ...(value.length < 13 ? { partial: true } : {}) }
}

/** "1 85 05 78 006 084": as the card shows it. */
function isGroupedNir({ pieces }: Run, from: number): boolean {
  return [1, 2, 2, 2].every((length, offset) => pieces[from + offset]?.characters.length === length)
}

function readIban({ run, cue }: RunContext, from: number): Reading | undefined {
  const announced = cue?.type === 'iban' || cue?.type === 'bank-account'
  const head = charactersOf(run, from, Math.min(run.pieces.length, from + 2)).slice(0, 2)
  const length = run.pieces[from]?.letters === true ? ibanLengths[head] : undefined
  if (length === undefined) {
    if (cue?.type !== 'iban') return undefined
    const to = endOf(run, from, 34, true)
    const value = charactersOf(run, from, to)
    return value.length < 4 ? undefined : { type: 'iban', to, value, confidence: 0.7, partial: true }
  }
  const to = endOf(run, from, length, true)
  const value = charactersOf(run, from, to)
  if (value.length === length && /^[A-Z]{2}\d\d/.test(value))
    return { type: 'iban', to, value, ...(passesMod97(value) ? {} : { confidence: 0.8 }) }
  const digits = value.replace(/\D/g, '').length
  if (digits < (announced ? 4 : 12)) return undefined
  const further = endOf(run, from, length + 5, true)
  return { type: 'iban', to: further, value: charactersOf(run, from, further), confidence: 0.7, partial: value.length < length - 4 }
}

const MOST_CARD_DIGITS = 19

function readCard({ scan, run, cue }: RunContext, from: number): Reading | undefined {
  if (run.plus || run.pieces[from]?.letters === true) return undefined
  const longest = endOf(run, from, MOST_CARD_DIGITS, false)
  const other = cue?.strong === true && cue.type !== 'card' && cue.type !== 'secret-code'
  for (let to = longest; to > from && !other; to -= 1) {
    const value = charactersOf(run, from, to)
    if (value.length < 12) break
    const checked = passesLuhn(value)
    if (value.length >= 13 && checked && looksLikeCard(value)) return { type: 'card', to, value }
    if (cue?.type === 'card' || (looksLikeCard(value) && isInFours(run, from, to))) return { type: 'card', to, value, confidence: 0.8 }
  }
  if (cue?.type !== 'card' || isEnding(scan, run)) return undefined
  const value = charactersOf(run, from, longest)
  // "Ma carte, 4970 1234" goes on in the next utterance.
  if (!cue.strong && (value.length < 8 || run.next < scan.lexemes.length)) return undefined
  if (value.length < 4 || isQuantity(scan, run, from, longest) || (isYear(value) && cue.distance > 8)) return undefined
  return { type: 'card', to: longest, value, confidence: 0.6, partial: true }
}

function isInFours({ pieces }: Run, from: number, to: number): boolean {
  return to - from === 4 && pieces.slice(from, to).every(({ characters }) => characters.length === 4)
}

/** "Ending in 4242", "les quatre derniers chiffres": what receipts show isn't the card's number. */
function isEnding(scan: Scan, run: Run): boolean {
  return /(?:ending(?: in| with)?|ends (?:in|with)|last (?:four|4)(?: digits)?(?: are| is)?|termin\w+ par|finit par|finissant par|(?:quatre|4) derniers(?: chiffres)?(?: sont)?)(?: the)?[ :]*$/.test(
    wordsBefore(scan, run.first, 6),
  )
}

function readNiNumber({ run, cue }: RunContext, from: number): Reading | undefined {
  const announced = cue?.type === 'ni-number'
  const longest = endOf(run, from, 9, true)
  for (let to = longest; to > from; to -= 1) {
    const value = charactersOf(run, from, to)
    if (value.length < 8) break
    if (isNiNumber(value) && (value.length === 9 || announced)) return { type: 'ni-number', to, value }
  }
  return undefined
}

function readSsn({ run, cue }: RunContext, from: number): Reading | undefined {
  if (run.plus) return undefined
  const to = endOf(run, from, 9, false)
  const value = charactersOf(run, from, to)
  if (value.length !== 9) return undefined
  const grouped =
    [3, 2, 4].every((length, offset) => run.pieces[from + offset]?.characters.length === length) && run.pieces[from + 1]?.glued === true
  if (cue?.type === 'ssn') return { type: 'ssn', to, value, ...(isSsn(value) ? {} : { confidence: 0.8 }) }
  return grouped && isSsn(value) && to === from + 3 ? { type: 'ssn', to, value, confidence: 0.8 } : undefined
}

/** Longest reference of each kind that people give. */
const longestAnnounced: Partial<Record<PersonalDataType, number>> = { 'secret-code': 8, ssn: 9, 'ni-number': 9, passport: 12 }

/** A reference of any form, because the words before say that it is one. */
function readAnnounced({ scan, run, cue }: RunContext, from: number): Reading | undefined {
  if (cue === undefined || cue.type === 'phone' || cue.type === 'card' || cue.type === 'iban' || cue.type === 'nir') return undefined
  const to = withoutCounted(scan, run, from, endOf(run, from, longestAnnounced[cue.type] ?? 26, true))
  const value = charactersOf(run, from, to)
  const digits = value.replace(/\D/g, '').length
  const least = cue.type === 'secret-code' ? 3 : cue.strong ? 4 : 5
  if (digits < 3 || value.length < least || isQuantity(scan, run, from, to)) return undefined
  if (isYear(value) && (!cue.strong || cue.distance > 8)) return undefined
  if (cue.type === 'secret-code' && cue.distance > 30) return undefined
  return { type: cue.type, to, value, confidence: cue.strong ? 0.9 : 0.7 }
}

function withoutCounted(scan: Scan, run: Run, from: number, to: number): number {
  return to > from + 1 && isCountedUnit(scan, run.pieces[to - 1]?.next ?? 0) ? to - 1 : to
}

/** The contracts and claims that the organisation's examples have: two letters and seven digits, an S and eight. */
function readOwnReference({ run }: RunContext, from: number): Reading | undefined {
  const piece = run.pieces[from]
  if (piece?.letters !== true) return undefined
  for (let to = from + 1; to <= Math.min(run.pieces.length, from + 12); to += 1) {
    const value = charactersOf(run, from, to)
    const after = run.pieces[to]
    if (after !== undefined && !after.letters && after.characters.length === 1) continue
    if (/^[A-Z]{2}\d{7}$/.test(value)) return { type: 'contract-number', to, value, confidence: 0.8 }
    if (/^S\d{8}$/.test(value)) return { type: 'claim-number', to, value, confidence: 0.8 }
  }
  return undefined
}
