/** Check digits and number ranges. All take digits (or capitals and digits) without spaces. */

/** Luhn's sum of payment cards (ISO/IEC 7812-1). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48
    const doubled = place % 2 === 0 ? digit : digit * 2
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}

/** Lengths and first digits that payment networks issue: Visa, Mastercard, Amex, Diners, Discover, JCB, Maestro, UnionPay. */
export function looksLikeCard(digits: string): boolean {
  return (
    /^4\d{12}(?:\d{3}){0,2}$/.test(digits) ||
    /^(?:5[1-5]|2[2-7])\d{14}$/.test(digits) ||
    /^3[47]\d{13}$/.test(digits) ||
    /^3(?:0[0-5]|[689]\d)\d{11}(?:\d{2})?$/.test(digits) ||
    /^(?:6011|64[4-9]\d|65\d\d)\d{12}(?:\d{3})?$/.test(digits) ||
    /^(?:35\d\d|2131|1800)\d{11,12}$/.test(digits) ||
    /^(?:50|5[6-9]|6\d)\d{10,17}$/.test(digits)
  )
}

/** ISO 13616: letters count from 10, the first four characters go to the end, the rest of the division by 97 is 1. */
export function passesMod97(iban: string): boolean {
  let remainder = 0
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const code = character.charCodeAt(0)
    remainder = (code >= 65 ? remainder * 100 + code - 55 : remainder * 10 + code - 48) % 97
  }
  return remainder === 1
}

/** French NIR: sex, year, month, department (2A and 2B in Corsica), commune, order, and its key of two digits. */
const nirShape = /^[1-478]\d\d(?:0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?$/

export function looksLikeNir(characters: string): boolean {
  return nirShape.test(characters)
}

/** The key of a NIR with 15 characters (INSEE: 97 less the rest of the number's division by 97; 2A counts 19, 2B 18). */
export function passesNirKey(nir: string): boolean {
  if (!nirShape.test(nir) || nir.length !== 15) return false
  const number = nir.slice(0, 13).replace('2A', '19').replace('2B', '18')
  return 97 - Number(BigInt(number) % 97n) === Number(nir.slice(13))
}

/** A US social security number that could have been issued (SSA's ranges since 2011). */
export function isSsn(digits: string): boolean {
  return /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits)
}

/** A UK National Insurance number (HMRC NIM39110: prefixes that aren't used are left out). */
export function isNiNumber(characters: string): boolean {
  return /^(?!BG|GB|NK|KN|TN|NT|ZZ)[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z]\d{6}[A-D]?$/.test(characters)
}
