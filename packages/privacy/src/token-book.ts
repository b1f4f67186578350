import type { PersonalDataType } from '@souffleur/proto'
import { formatMaskToken, showsEnding } from '@souffleur/proto'
import type { PersonalDataSpan } from './types.ts'

/** The tokens that one call has given away: the same value has the same token until the call ends. */
export class TokenBook {
  readonly #tokens: Map<string, string>
  readonly #counts: Map<string, number>
  /** Folded names and their parts, with the name's token. */
  readonly #names: Map<string, string>

  constructor(from?: TokenBook) {
    this.#tokens = new Map(from?.copyOf('tokens'))
    this.#counts = new Map(from?.copyOf('counts'))
    this.#names = new Map(from?.copyOf('names'))
  }

  copyOf(part: 'names' | 'tokens'): ReadonlyMap<string, string>
  copyOf(part: 'counts'): ReadonlyMap<string, number>
  copyOf(part: 'counts' | 'names' | 'tokens'): ReadonlyMap<string, string | number> {
    return part === 'counts' ? this.#counts : part === 'names' ? this.#names : this.#tokens
  }

  /** Folded names that are masked wherever they come again. */
  get names(): ReadonlySet<string> {
    return new Set(this.#names.keys())
  }

  tokenFor({ type, value, partial }: PersonalDataSpan): string {
    if (partial === true) return formatMaskToken({ type, partial: true })
    const key = `${type} ${sameValue(type, value)}`
    const known = (type === 'name' ? this.#nameToken(value) : undefined) ?? this.#tokens.get(key)
    const token = known ?? this.#newToken(type, value)
    this.#tokens.set(key, token)
    if (type === 'name') this.#learnName(value, token)
    return token
  }

  #newToken(type: PersonalDataType, value: string): string {
    const ending = showsEnding(type) ? endingOf(value) : undefined
    const counted = `${type} ${ending ?? ''}`
    const ordinal = (this.#counts.get(counted) ?? 0) + 1
    this.#counts.set(counted, ordinal)
    if (ending === undefined) return formatMaskToken({ type, ordinal })
    return formatMaskToken({ type, ending, ...(ordinal === 1 ? {} : { ordinal }) })
  }

  /** "Kline" after "Anna Kline" is the same person, and so is "Anna Kline" after "Mrs Kline". */
  #nameToken(value: string): string | undefined {
    const whole = this.#names.get(value)
    if (whole !== undefined) return whole
    const surname = value.split(/[\s-]+/).at(-1)
    const bySurname = surname === undefined || surname === value ? undefined : this.#names.get(surname)
    // Two people of one family have two tokens: only a surname that came alone is completed.
    return bySurname !== undefined && this.#tokens.get(`name ${surname}`) === bySurname ? bySurname : undefined
  }

  #learnName(value: string, token: string): void {
    this.#names.set(value, token)
    for (const part of value.split(/[\s-]+/)) {
      if (part.length >= 3 && !this.#names.has(part)) this.#names.set(part, token)
    }
  }
}

function endingOf(value: string): string {
  const characters = value.toUpperCase().replace(/[^0-9A-Z]/g, '')
  return characters.slice(-2).padStart(2, '0')
}

/** "+33 6 12" and "06 12" are one number. */
function sameValue(type: PersonalDataType, value: string): string {
  return type === 'phone' ? value.replace(/^\+(?:33|44)/, '0') : value
}
