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

/** One mention of personal data. */
export interface PersonalDataSpan {
  /** Range of UTF-16 units in the text. */
  readonly start: number
  readonly end: number
  readonly type: PersonalDataType
  /** Its one normal form: digits without spaces, "FR7630006000011234567890189", "marie@exemple.fr", a name folded in lower case. */
  readonly value: string
  /** 0 to 1; left out where nothing speaks against it. */
  readonly confidence?: number
  /** The organisation's name of a `custom` rule. */
  readonly label?: string
  /** Only a part of a number that goes on in another utterance. */
  readonly partial?: boolean
}
