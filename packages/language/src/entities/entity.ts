export const entityTypes = ['iban', 'email', 'claim', 'contract', 'phone', 'date', 'time', 'amount', 'postcode', 'number'] as const
export type EntityType = (typeof entityTypes)[number]

/** Something with a value that a text mentions. */
export interface Entity {
  readonly type: EntityType
  /** Range of UTF-16 units in the text. */
  readonly start: number
  readonly end: number
  /** As said. */
  readonly text: string
  /**
   * Its one normal form, fit for a screen: "HB4471902", "120 EUR", "2026-03-13" (a date without a year: "13 March", "13 mars"),
   * "14:30", "0155004120" or "+33155004120", "marie@exemple.fr", "FR7630006000011234567890189".
   */
  readonly value: string
}

export function entityAt(
  type: EntityType,
  text: string,
  first: { readonly start: number },
  last: { readonly end: number },
  value: string,
): Entity {
  return { type, start: first.start, end: last.end, text: text.slice(first.start, last.end), value }
}
