import { findAmounts } from './entities/amounts.ts'
import { findDates } from './entities/dates.ts'
import { findEmails } from './entities/emails.ts'
import { type Entity, entityTypes } from './entities/entity.ts'
import { findIbans } from './entities/ibans.ts'
import { type EntityText, lexemesOf } from './entities/lexeme.ts'
import { findNumbers } from './entities/numbers.ts'
import { findPhones } from './entities/phones.ts'
import { findPostcodes } from './entities/postcodes.ts'
import { findClaims, findContracts } from './entities/references.ts'
import { findTimes } from './entities/times.ts'
import type { Language } from './language.ts'

const finders: Record<Entity['type'], (source: EntityText) => Entity[]> = {
  iban: findIbans,
  email: findEmails,
  claim: findClaims,
  contract: findContracts,
  phone: findPhones,
  date: findDates,
  time: findTimes,
  amount: findAmounts,
  postcode: findPostcodes,
  number: findNumbers,
}

/** What a text mentions, in order and without overlap: where two readings compete, the more particular kind wins (`entityTypes`' order). */
export function findEntities(text: string, language: Language): Entity[] {
  const source: EntityText = { text, language, lexemes: lexemesOf(text) }
  const chosen: Entity[] = []
  for (const type of entityTypes) {
    for (const entity of finders[type](source)) {
      if (!chosen.some((other) => entity.start < other.end && other.start < entity.end)) chosen.push(entity)
    }
  }
  return chosen.toSorted((a, b) => a.start - b.start)
}
