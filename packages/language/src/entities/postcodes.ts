import { type Entity, entityAt } from './entity.ts'
import type { EntityText } from './lexeme.ts'

const british = /\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b/g
/** Five digits of a department that exists, before a town's name or after the words "code postal", "postcode". */
const french = /(?<=(?:code postal|post ?code|postal code)[^\d]{0,12})\d{5}\b|\b(?:0[1-9]|[1-8]\d|9[0-8])\d{3}(?= \p{Lu}\p{Ll})/giu

export function findPostcodes({ text, language }: EntityText): Entity[] {
  const patterns = language === 'en' ? [british, french] : [french]
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)]
      // The `i` flag that "Code postal" needs would let "750 euros"-like words pass for a town.
      .filter((match) => !/^ \p{Ll}/u.test(text.slice(match.index + match[0].length)))
      .map((match) => entityAt('postcode', text, { start: match.index }, { end: match.index + match[0].length }, match[0])),
  )
}
