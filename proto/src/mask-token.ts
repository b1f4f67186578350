/** Everything that is told apart. */
export const personalDataTypes = [
  'card',
  'iban',
  'nir',
  'phone',
  'email',
  'postal-address',
  'name',
  'birth-date',
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
  'ip-address',
  'url',
  'health',
  'custom',
  // Digits that are being dictated and whose kind isn't known (yet).
  'number',
] as const

export type PersonalDataType = (typeof personalDataTypes)[number]

/**
 * What stands for a value in a masked text. One grammar: `[TYPE ••42]` shows the end of a number, `[TYPE 1]` counts values of a type
 * within the call, `[TYPE ••42 2]` is a second number with the same end, `[TYPE …]` a part of a number that is being dictated.
 */
export interface MaskToken {
  readonly type: PersonalDataType
  /** The last two characters of a number. */
  readonly ending?: string
  /** From 1. */
  readonly ordinal?: number
  readonly partial?: boolean
}

/** Finds tokens in a text; clone it or use `matchAll`. */
export const maskTokenPattern = new RegExp(
  String.raw`\[(?:${personalDataTypes.map((type) => type.toUpperCase()).join('|')})(?: ••[0-9A-Z]{2})?(?: \d{1,6})?(?: …)?\]`,
  'g',
)

const parts = /^\[([A-Z-]+)(?: ••([0-9A-Z]{2}))?(?: (\d{1,6}))?( …)?\]$/
const types: ReadonlyMap<string, PersonalDataType> = new Map(personalDataTypes.map((type) => [type.toUpperCase(), type]))

export function formatMaskToken({ type, ending, ordinal, partial }: MaskToken): string {
  const end = ending === undefined ? '' : ` ••${ending}`
  return `[${type.toUpperCase()}${end}${ordinal === undefined ? '' : ` ${ordinal}`}${partial === true ? ' …' : ''}]`
}

/** Undefined where `text` as a whole is no token. */
export function parseMaskToken(text: string): MaskToken | undefined {
  const found = parts.exec(text)
  const type = types.get(found?.[1] ?? '')
  if (found === null || type === undefined) return undefined
  const [, , ending, ordinal, partial] = found
  return {
    type,
    ...(ending === undefined ? {} : { ending }),
    ...(ordinal === undefined ? {} : { ordinal: Number(ordinal) }),
    ...(partial === undefined ? {} : { partial: true }),
  }
}

/** Numbers keep their last two characters, so that people can tell two of them apart; the rest is counted. */
export function showsEnding(type: PersonalDataType): boolean {
  switch (type) {
    case 'card':
    case 'iban':
    case 'nir':
    case 'phone':
    case 'contract-number':
    case 'claim-number':
    case 'customer-number':
    case 'file-number':
    case 'order-number':
    case 'passport':
    case 'identity-card':
    case 'driving-licence':
    case 'ssn':
    case 'ni-number':
    case 'bank-account':
    case 'number':
      return true
    case 'email':
    case 'postal-address':
    case 'name':
    case 'birth-date':
    case 'secret-code':
    case 'ip-address':
    case 'url':
    case 'health':
    case 'custom':
      return false
  }
}

/** The text with blanks in the place of its tokens, as long as before: for those who look for meaning in words. */
export function blankTokens(text: string): string {
  return text.includes('[') ? text.replace(maskTokenPattern, (token) => ' '.repeat(token.length)) : text
}
