import type { PersonalDataType } from '@souffleur/proto'
import { digitByDigit, englishBelowHundred, frenchBelowHundred, inFrenchPairs, yearInWords } from './number-words.ts'
import { months, people, streets, towns } from './people.ts'
import type { Random } from './random.ts'

type Language = 'fr' | 'en'

/** A value as somebody writes or says it. */
export type ValueMaker = (random: Random, language: Language, spoken: boolean) => string

/** What stands in braces in a template. `amount`, `day`, `clock` and `small` aren't personal data. */
export const makers: Readonly<Record<string, ValueMaker>> = {
  card,
  iban,
  nir,
  phone,
  email,
  name: (random, language) => `${random.pick(people[language].first)} ${random.pick(people[language].last)}`,
  first: (random, language) => random.pick(people[language].first),
  last: (random, language) => random.pick(people[language].last),
  spelled: (random, language) => spell(random, random.pick(people[language].last), language),
  address,
  birth,
  contract: (random, language, spoken) => reference(random, language, spoken, random.pick(['HB', 'AC', 'VK', 'XT']), 7),
  claim: (random, language, spoken) => reference(random, language, spoken, 'S', 8),
  customer: (random, language, spoken) => reference(random, language, spoken, '', 8),
  order: (random, language, spoken) => reference(random, language, spoken, random.pick(['', 'CX']), 9),
  filenumber: (random, language, spoken) => reference(random, language, spoken, random.pick(['', 'D']), 6),
  passport: (random, language, spoken) =>
    reference(random, language, spoken, language === 'fr' ? `${random.below(9)}${random.below(9)}AB` : '', language === 'fr' ? 5 : 9),
  ssn: (random, _language, spoken) => {
    const digits = `${1 + random.below(6)}${1 + random.below(9)}${random.below(10)}${1 + random.below(9)}${random.below(10)}${1 + random.below(9)}${random.digits(3)}`
    return spoken ? digitByDigit(digits, 'en') : `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`
  },
  nino: (random, _language, spoken) => {
    const [letters, digits, last] = [random.pick(['AB', 'JK', 'CE', 'RT']), random.digits(6), random.pick(['A', 'B', 'C', 'D'])]
    return spoken
      ? `${[...letters].join(' ')} ${digitByDigit(digits, 'en', 'oh')} ${last}`
      : `${letters} ${digits.match(/\d\d/g)?.join(' ')} ${last}`
  },
  account: (random, language, spoken) => (spoken ? digitByDigit(random.digits(8), language) : random.digits(8)),
  secret: (random, language, spoken) => (spoken ? digitByDigit(random.digits(3), language) : random.digits(3)),
  ip: (random) => [81 + random.below(100), random.below(256), random.below(256), 1 + random.below(254)].join('.'),
  amount: (random, language) =>
    language === 'fr'
      ? `${2 + random.below(900)},${10 + random.below(89)} euros`
      : `${random.pick(['£', '$'])}${2 + random.below(900)}.${10 + random.below(89)}`,
  day: (random, language) =>
    language === 'fr'
      ? `${2 + random.below(26)} ${random.pick(months.fr)} ${2019 + random.below(8)}`
      : `${random.pick(months.en)} ${2 + random.below(26)}, ${2019 + random.below(8)}`,
  clock: (random, language) =>
    language === 'fr' ? `${8 + random.below(11)}h${10 + random.below(49)}` : `${8 + random.below(4)}:${10 + random.below(49)}`,
  small: (random) => String(2 + random.below(90)),
}

/** Which type a value in braces is; undefined for what has to stay. */
export const typesOfMakers: Readonly<Record<string, PersonalDataType>> = {
  card: 'card',
  iban: 'iban',
  nir: 'nir',
  phone: 'phone',
  email: 'email',
  name: 'name',
  first: 'name',
  last: 'name',
  spelled: 'name',
  address: 'postal-address',
  birth: 'birth-date',
  contract: 'contract-number',
  claim: 'claim-number',
  customer: 'customer-number',
  order: 'order-number',
  filenumber: 'file-number',
  passport: 'passport',
  ssn: 'ssn',
  nino: 'ni-number',
  account: 'bank-account',
  secret: 'secret-code',
  ip: 'ip-address',
}

function card(random: Random, language: Language, spoken: boolean): string {
  const body = `${random.pick(['4', '51', '52', '55', '4970', '4974'])}${random.digits(15)}`.slice(0, 15)
  const digits = [...'0123456789'].map((last) => body + last).find(luhn) ?? body
  if (!spoken) return random.pick([digits.match(/\d{4}/g)?.join(' ') ?? digits, digits, digits.match(/\d{4}/g)?.join('-') ?? digits])
  return language === 'fr' && random.below(2) === 0 ? inFrenchPairs(digits) : digitByDigit(digits, language, random.pick(['zero', 'oh']))
}

export function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function iban(random: Random, language: Language, spoken: boolean): string {
  const [country, body] =
    language === 'fr' ? ['FR', random.digits(23)] : ['GB', `${random.pick(['NWBK', 'BARC', 'LOYD'])}${random.digits(14)}`]
  const digits = [...`${body}${country}00`]
    .map((character) => (/\d/.test(character) ? character : String(character.charCodeAt(0) - 55)))
    .join('')
  const check = String(98n - (BigInt(digits) % 97n)).padStart(2, '0')
  const whole = `${country}${check}${body}`
  if (spoken)
    return `${[...country].join(' ')} ${[...`${check}${body}`].map((one) => (/\d/.test(one) ? digitByDigit(one, language) : one)).join(' ')}`
  return random.pick([whole, whole.match(/.{1,4}/g)?.join(' ') ?? whole])
}

function nir(random: Random, _language: Language, spoken: boolean): string {
  const number = `${1 + random.below(2)}${String(30 + random.below(70))}${String(1 + random.below(12)).padStart(2, '0')}${String(1 + random.below(18)).padStart(2, '0')}${random.digits(6)}`
  const key = String(97n - (BigInt(number) % 97n)).padStart(2, '0')
  const groups = [
    number.slice(0, 1),
    number.slice(1, 3),
    number.slice(3, 5),
    number.slice(5, 7),
    number.slice(7, 10),
    number.slice(10),
    key,
  ]
  if (!spoken) return random.pick([groups.join(' '), groups.join('')])
  return groups.map((group) => (group.length === 3 ? digitByDigit(group, 'fr') : inFrenchPairs(group))).join(' ')
}

function phone(random: Random, language: Language, spoken: boolean): string {
  if (language === 'fr') {
    const digits = `0${random.pick(['1', '2', '4', '6', '6', '7', '9'])}${random.digits(8)}`
    if (spoken) return random.below(6) === 0 ? digitByDigit(digits, 'fr') : inFrenchPairs(digits)
    const pairs = digits.match(/\d\d/g) ?? []
    return random.pick([pairs.join(' '), pairs.join('.'), digits, `+33 ${digits.slice(1, 2)} ${pairs.slice(1).join(' ')}`])
  }
  if (random.below(3) === 0) {
    const digits = `${2 + random.below(7)}${random.digits(2)}${2 + random.below(7)}${random.digits(6)}`
    return spoken ? digitByDigit(digits, 'en', 'oh') : `${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`
  }
  const digits = `07${random.digits(9)}`
  return spoken
    ? digitByDigit(digits, 'en', random.pick(['oh', 'zero']))
    : random.pick([digits, `${digits.slice(0, 5)} ${digits.slice(5)}`, `+44 ${digits.slice(1, 5)} ${digits.slice(5)}`])
}

function email(random: Random, language: Language, spoken: boolean): string {
  const plain = (text: string) =>
    text
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase()
  const [first, last] = [plain(random.pick(people[language].first)), plain(random.pick(people[language].last))]
  const host = random.pick(['gmail', 'orange', 'hotmail', 'yahoo'])
  const end = language === 'fr' ? random.pick(['com', 'fr']) : random.pick(['com', 'co.uk'])
  if (!spoken) return `${first}${random.pick(['.', '_', '-'])}${last}@${host}.${end}`
  if (language === 'fr')
    return `${first} ${random.pick(['point', 'tiret', 'tiret du bas', 'underscore'])} ${last} arobase ${host} point ${end}`
  return `${first} ${random.pick(['dot', 'underscore', 'dash'])} ${last} at ${host} ${end === 'com' ? 'dot com' : 'dot co dot uk'}`
}

function spell(random: Random, name: string, language: Language): string {
  const letters = [
    ...name
      .normalize('NFD')
      .replace(/[^A-Za-z]/g, '')
      .toUpperCase(),
  ].slice(0, 9)
  const helps: Record<Language, Record<string, string>> = {
    fr: { M: 'Marie', N: 'Nicolas', B: 'Berthe', P: 'Pierre', D: 'Denise', T: 'Thérèse', F: 'François', S: 'Suzanne' },
    en: { M: 'Mike', N: 'November', B: 'Bravo', P: 'Papa', D: 'Delta', T: 'Tango', F: 'Foxtrot', S: 'Sierra' },
  }
  const helped = random.below(3) === 0
  return letters
    .map((letter) =>
      helped && helps[language][letter] !== undefined
        ? `${letter} ${language === 'fr' ? 'comme' : 'for'} ${helps[language][letter]}`
        : letter,
    )
    .join(' ')
}

function address(random: Random, language: Language, spoken: boolean): string {
  const number = 1 + random.below(language === 'fr' ? 98 : 98)
  const town = random.pick(towns[language])
  const street = random.pick(streets[language])
  if (language === 'fr') {
    return spoken
      ? `${frenchBelowHundred(number)} ${street} ${town[2]} ${town[1]}`
      : `${number}${random.pick(['', ' bis', ''])}${random.pick([' ', ', '])}${street}${random.pick([' ', ', '])}${town[0]} ${town[1]}`
  }
  return spoken ? `${englishBelowHundred(number)} ${street}` : `${number} ${street}, ${town[1]}${random.pick([' ', ', '])}${town[0]}`
}

function birth(random: Random, language: Language, spoken: boolean): string {
  const [day, month, year] = [2 + random.below(27), random.below(12), 1935 + random.below(70)]
  if (!spoken) return `${String(day).padStart(2, '0')}/${String(month + 1).padStart(2, '0')}/${year}`
  if (language === 'fr') return `${frenchBelowHundred(day)} ${months.fr[month]} ${yearInWords(year, 'fr')}`
  const ordinals: Record<number, string> = {
    2: 'second',
    3: 'third',
    4: 'fourth',
    5: 'fifth',
    12: 'twelfth',
    20: 'twentieth',
    21: 'twenty-first',
    22: 'twenty-second',
    23: 'twenty-third',
  }
  const said =
    ordinals[day] ??
    `${englishBelowHundred(day)}${day > 23 || day < 20 ? 'th' : ''}`
      .replace('eightth', 'eighth')
      .replace('nineth', 'ninth')
      .replace('fiveth', 'fifth')
  return random.below(2) === 0
    ? `the ${said} of ${months.en[month]} ${yearInWords(year, 'en')}`
    : `${months.en[month]} ${said} ${yearInWords(year, 'en')}`
}

function reference(random: Random, language: Language, spoken: boolean, letters: string, count: number): string {
  const digits = `${1 + random.below(9)}${random.digits(count - 1)}`
  if (!spoken) return `${letters}${digits}`
  const spelled = [...letters].map((one) => (/\d/.test(one) ? digitByDigit(one, language) : one)).join(' ')
  return `${spelled}${letters === '' ? '' : ' '}${language === 'fr' && random.below(2) === 0 ? inFrenchPairs(digits) : digitByDigit(digits, language)}`
}
