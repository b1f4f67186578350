import { englishOrdinals } from '../entities/calendar-words.ts'
import type { EntityText } from '../entities/lexeme.ts'
import { skipWord } from '../entities/phrase.ts'

export interface Ordinal {
  readonly value: number
  readonly next: number
}

const frenchOrdinals: ReadonlyMap<string, number> = new Map(
  `premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme treizieme quatorzieme quinzieme
  seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme`
    .split(/\s+/)
    .map((word, place) => [word, place + 1] as const),
)

/** "Twelfth", "twenty-first", "forty second". */
export function readEnglishOrdinal({ lexemes }: EntityText, index: number): Ordinal | undefined {
  const word = lexemes[index]?.folded ?? ''
  const direct = englishOrdinals.get(word)
  if (direct !== undefined) return { value: direct, next: index + 1 }
  const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'].indexOf(word)
  const at = skipWord(lexemes, index + 1, '-')
  const unit = englishOrdinals.get(lexemes[at]?.folded ?? '')
  return tens >= 0 && unit !== undefined && unit < 10 ? { value: (tens + 2) * 10 + unit, next: at + 1 } : undefined
}

/** "Premier" to "vingtième". */
export function readFrenchOrdinal({ lexemes }: EntityText, index: number): Ordinal | undefined {
  const [first, hyphen, second] = lexemes.slice(index, index + 3).map(({ folded }) => folded)
  const joined = hyphen === '-' ? frenchOrdinals.get(`${first ?? ''}-${second ?? ''}`) : undefined
  if (joined !== undefined) return { value: joined, next: index + 3 }
  const value = frenchOrdinals.get(first ?? '')
  return value === undefined ? undefined : { value, next: index + 1 }
}
