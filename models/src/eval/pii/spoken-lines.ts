import type { PersonalDataType } from '@souffleur/proto'
import type { ExpectedSpan, PiiItem } from './pii-set.ts'

export interface SpokenLine {
  /** In the set, from 0. */
  readonly index: number
  readonly text: string
  readonly spans: readonly ExpectedSpan[]
}

/** What a voice can say as a person would: values in words, no digits to be guessed at. */
const spokenTypes: ReadonlySet<PersonalDataType | 'apart'> = new Set(['card', 'iban', 'nir', 'phone', 'email', 'name', 'postal-address'])
/** Of each type, spread over the set: enough to see a weakness, few enough for an hour of sound. */
const MOST_OF_A_TYPE = 16

/** Lines of a set that are spoken: the same ones every time. */
export function spokenLines(items: readonly PiiItem[]): SpokenLine[] {
  const counts = new Map<string, number>()
  return items.flatMap(({ turns }, index) => {
    const [turn] = turns
    if (turn === undefined || turns.length > 1 || /\d/.test(turn.text)) return []
    const types = turn.spans.map(({ type }) => type).filter((type) => spokenTypes.has(type))
    if (types.length === 0 || types.every((type) => (counts.get(type) ?? 0) >= MOST_OF_A_TYPE)) return []
    for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
    return [{ index, text: turn.text, spans: turn.spans }]
  })
}
