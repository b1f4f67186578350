import { findEmails } from '../entities/emails.ts'
import type { Entity } from '../entities/entity.ts'
import { findIbans } from '../entities/ibans.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { findPhones } from '../entities/phones.ts'
import { findPostcodes } from '../entities/postcodes.ts'
import { findClaims, findContracts } from '../entities/references.ts'
import { readDigitPieces } from './digit-pieces.ts'
import { groupedDigits } from './digit-strings.ts'
import { type Edit, hasWords } from './edit.ts'
import { inGroupsOf } from './number-forms.ts'

const finders = [findIbans, findEmails, findClaims, findContracts, findPhones, findPostcodes]

/** Entities that have one written form whatever the sentence, by the lexeme where they begin. */
export function writeKnownEntities(source: EntityText): ReadonlyMap<number, Edit> {
  const places = new Map(source.lexemes.map(({ start }, index) => [start, index] as const))
  const ends = new Map(source.lexemes.map(({ end }, index) => [end, index + 1] as const))
  const edits = new Map<number, Edit>()
  const chosen: Entity[] = []
  for (const entity of finders.flatMap((find) => find(source))) {
    if (chosen.some((other) => entity.start < other.end && other.start < entity.end)) continue
    const from = places.get(entity.start)
    const next = ends.get(entity.end)
    if (from === undefined || next === undefined || isDoubtful(source, entity, from)) continue
    chosen.push(entity)
    edits.set(from, { from, next, text: writtenForm(source, entity, from, next) })
  }
  return edits
}

/** "No 4471902": two small letters before a number are more often a word than a reference. */
function isDoubtful({ lexemes }: EntityText, { type }: Entity, from: number): boolean {
  return type === 'contract' && /^[a-z]{2}$/.test(lexemes[from]?.text ?? '')
}

function writtenForm(source: EntityText, { type, value, text }: Entity, from: number, next: number): string {
  switch (type) {
    case 'iban':
      return inGroupsOf(4, value)
    case 'phone':
      return writtenPhone(source, value, text, { from, next })
    case 'email':
    case 'claim':
    case 'contract':
    case 'postcode':
      return value
    // Their written form depends on the words around them.
    case 'date':
    case 'time':
    case 'amount':
    case 'number':
      return text
  }
}

/** French numbers by pairs; others as they were said. */
function writtenPhone(source: EntityText, value: string, text: string, span: { from: number; next: number }): string {
  if (!hasWords(source, span.from, span.next) && !isBadlyGrouped(text)) return text
  if (/^0\d{9}$/.test(value)) return inGroupsOf(2, value)
  if (value.startsWith('+33')) return `+33 ${value.slice(3, 4)} ${inGroupsOf(2, value.slice(4))}`
  if (value.startsWith('+')) return writtenAbroad(value)
  const said = groupedDigits(source, readDigitPieces(source, span.from, true))
  // The most common pattern of the United Kingdom: 07700 900123.
  return said.includes(' ') && said.replaceAll(' ', '') === value ? said : `${value.slice(0, 5)} ${value.slice(5)}`
}

/** Ten digits in one block, digits one by one, or a comma wherever there was a pause: nobody can read them. "0 806 000 113" is a form of its own. */
function isBadlyGrouped(text: string): boolean {
  return text.includes(',') || /\d{8}/.test(text) || /(?:^|\D)\d\D+\d\D+\d(?:\D|$)/.test(text)
}

function writtenAbroad(value: string): string {
  const code = /^\+(?:44|32|41|49|34|39|352|1)/.exec(value)?.[0] ?? value.slice(0, 3)
  const rest = value.slice(code.length)
  return rest.length === 10 && code === '+44' ? `${code} ${rest.slice(0, 4)} ${rest.slice(4)}` : `${code} ${inGroupsOf(3, rest)}`
}
