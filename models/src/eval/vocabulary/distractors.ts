import type { VocabularyTerm } from '@souffleur/recognizer'
import { parse } from 'yaml'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readText } from '../json-lines.ts'

const file = z.strictObject({ surnames: z.array(z.string().min(2)), places: z.array(z.string().min(2)) })

/** Names that nobody says in the evaluated sound, for both languages: surnames and places in turn. @throws UsageError with too few */
export function readDistractors(path: string, count: number): VocabularyTerm[] {
  const parsed = file.safeParse(parse(readText(path)))
  if (!parsed.success) throw new UsageError(`${path}: ${z.prettifyError(parsed.error)}`)
  const { surnames, places } = parsed.data
  const longer = Math.max(surnames.length, places.length)
  const names = Array.from({ length: longer }, (_, index) => [
    ...surnames.slice(index, index + 1),
    ...places.slice(index, index + 1),
  ]).flat()
  if (names.length < count) throw new UsageError(`${path} has ${names.length} names.`)
  return names.slice(0, count).map((term) => ({ term, languages: ['fr', 'en'], soundsLike: [] }))
}
