import type { VocabularyTerm } from '@souffleur/recognizer'
import { parse } from 'yaml'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readText } from '../json-lines.ts'

const file = z.strictObject({ surnames: z.array(z.string().min(2)), places: z.array(z.string().min(2)) })

/**
 * Names that nobody says in the evaluated sound, for both languages: surnames and places in turn, then every place with every surname,
 * for a vocabulary as large as it may be.
 * @throws UsageError with too few
 */
export function readDistractors(path: string, count: number): VocabularyTerm[] {
  const parsed = file.safeParse(parse(readText(path)))
  if (!parsed.success) throw new UsageError(`${path}: ${z.prettifyError(parsed.error)}`)
  const { surnames, places } = parsed.data
  const longer = Math.max(surnames.length, places.length)
  const single = Array.from({ length: longer }, (_, at) => [...surnames.slice(at, at + 1), ...places.slice(at, at + 1)]).flat()
  const pairs = places.flatMap((place) => surnames.map((surname) => `${place} ${surname}`))
  const names = [...single, ...pairs].slice(0, count)
  if (names.length < count) throw new UsageError(`${path} has ${names.length} names.`)
  return names.map((term) => ({ term, languages: ['fr', 'en'], soundsLike: [] }))
}
