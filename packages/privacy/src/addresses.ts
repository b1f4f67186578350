import { type Lexeme, readSpokenNumber } from '@souffleur/language'
import type { PersonalDataType } from '@souffleur/proto'
import { isStreetAfter, isStreetBefore, unitWords } from './addresses/street-words.ts'
import { type Found, foundAt } from './found.ts'
import { isCommonWord } from './names/common-words.ts'
import { readRuns } from './runs.ts'
import { OPAQUE, type Scan, wordsBefore } from './scan.ts'

/** Postal addresses: a number and a street, with the postcode and the town that follow; PO boxes. A town or a postcode alone is none. */
export function findAddresses(scan: Scan, expected: PersonalDataType | undefined): Found[] {
  const found: Found[] = []
  for (let index = 0; index < scan.lexemes.length; ) {
    const street = readFrenchStreet(scan, index) ?? readEnglishStreet(scan, index) ?? readBox(scan, index) ?? readForeign(scan, index)
    const begin = street === undefined ? undefined : withUnitBefore(scan, street.first, found)
    const first = begin === undefined ? undefined : scan.lexemes[begin]
    if (street === undefined || first === undefined) {
      index += 1
      continue
    }
    const next = readPlaces(scan, readRest(scan, street.next))
    const last = scan.lexemes[next - 1]
    const value = scan.text
      .slice(first.start, last?.end)
      .toLowerCase()
      .replace(/[\s,]+/g, ' ')
    found.push(
      ...foundAt('postal-address', first, last, value, { confidence: street.numbered || expected === 'postal-address' ? 0.9 : 0.7 }),
    )
    index = Math.max(next, index + 1)
  }
  return found
}

interface Street {
  readonly first: number
  readonly next: number
  readonly numbered: boolean
}

const MOST_STREET_WORDS = 7
const linksFr = new Set([
  'de',
  'du',
  'des',
  'la',
  'le',
  'les',
  "l'",
  "d'",
  'et',
  'a',
  'aux',
  'au',
  'saint',
  'sainte',
  'general',
  'marechal',
  'docteur',
  'president',
  'colonel',
  'professeur',
  'abbe',
])
const lives =
  /(?:habit\w+|adresse\w*|domicil\w+|demeur\w+|livr\w+|resid\w+|address|live[sd]?|living|moved|deliver\w*|reside\w*|located)(?: [a-z']+){0,5} $/

/** "12 bis, rue de la République", "douze avenue Foch"; without a number where somebody lives there. */
function readFrenchStreet(scan: Scan, index: number): Street | undefined {
  const { lexemes } = scan
  const lexeme = lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol') return undefined
  const number = readHouseNumber(scan, index)
  const at = number === undefined ? index : skipMark(scan, number)
  if (!isStreetBefore(lexemes[at]?.folded)) return undefined
  const numbered = number !== undefined
  if (!numbered && !lives.test(wordsBefore(scan, index, 9))) return undefined
  const next = readStreetName(scan, at + 1)
  return next > at + 1 ? { first: index, next, numbered } : undefined
}

/** The words of a French street's name: with capitals while they last, else up to a word that ends the phrase. */
function readStreetName(scan: Scan, index: number): number {
  let next = index
  for (let at = index, content = 0; at < index + MOST_STREET_WORDS; at += 1) {
    const lexeme = scan.lexemes[at]
    if (lexeme?.text === '-' && !lexeme.spaced) continue
    if (lexeme === undefined || lexeme.text === OPAQUE || lexeme.kind === 'symbol') break
    if (lexeme.kind === 'digits') {
      // "rue du 8 mai 1945"
      if (content > 0 && !isMonth(scan.lexemes[at - 1])) break
      if (content === 0 && lexeme.text.length > 2) break
    } else if (linksFr.has(lexeme.folded)) continue
    else if (content > 0 && scan.cased && !/^\p{Lu}/u.test(lexeme.text) && !isMonth(lexeme)) break
    else if (content > 0 && !scan.cased && !isMonth(lexeme) && (isCommonWord(lexeme.folded, scan.language) || isNumberWord(scan, at))) break
    content += 1
    next = at + 1
    if (!scan.cased && content >= 3) break
  }
  return next
}

function isMonth(lexeme: Lexeme | undefined): boolean {
  return /^(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)$/.test(lexeme?.folded ?? '')
}

function isNumberWord(scan: Scan, index: number): boolean {
  return readSpokenNumber(scan.lexemes, index, scan.language) !== undefined
}

/** Where somebody is said to live; "at" and "to" lead to offices and shops as well, which are no secret, and not told apart. */
const livingBefore = /(?:^| )(?:address\w*|dresses|home|live[sd]?|living|moved|deliver\w*|reside\w*|house|flat|at|to)(?: [a-z']+){0,2} $/

/** The next word but one at most is the kind of a street, and ends what is said of it. */
function endsWithStreet({ lexemes }: Scan, index: number): boolean {
  const at = [index, index + 1, index + 2].find((one) => isStreetAfter(lexemes[one]?.folded ?? ''))
  if (at === undefined) return false
  const after = lexemes[at + 1]
  return (
    after === undefined ||
    after.kind !== 'word' ||
    /^(?:in|and|near|since|now|please|but|so|i|we|with|is|it's|yesterday|today|last|this)$/.test(after.folded)
  )
}

/** "221b Baker Street", "forty two Oak Lane", "1600 Pennsylvania Ave NW": the kind of street comes last. */
function readEnglishStreet(scan: Scan, index: number): Street | undefined {
  const { lexemes } = scan
  const lexeme = lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol') return undefined
  const number = readHouseNumber(scan, index)
  if (number === undefined) return undefined
  const begin = skipMark(scan, number)
  for (let at = begin; at < Math.min(lexemes.length, begin + 5); at += 1) {
    const word = lexemes[at]
    if (word === undefined || (word.kind === 'symbol' && !(word.text === '-' && !word.spaced) && word.text !== '.')) return undefined
    // In "Mill Hill Close" the last one counts.
    const last = !isStreetAfter(lexemes[at + 1]?.folded ?? '')
    if (at > begin && last && isStreetAfter(word.folded) && !/\n/.test(scan.text.slice(lexemes[begin]?.start ?? 0, word.start))) {
      const dotted = lexemes[at + 1]?.text === '.' && lexemes[at + 1]?.spaced === false ? at + 2 : at + 1
      const compass = /^(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)$/.test(lexemes[dotted]?.folded ?? '') ? dotted + 1 : dotted
      return { first: index, next: compass, numbered: true }
    }
    // A recogniser writes "65 high street" among words with capitals.
    const small =
      word.kind === 'word' && !/^\p{Lu}/u.test(word.text) && scan.cased && !/^(?:of|the|st|and|de|la|th|nd|rd)$/.test(word.folded)
    if (small && !(endsWithStreet(scan, at) && livingBefore.test(wordsBefore(scan, index, 5)))) return undefined
    if (
      (!scan.cased || small) &&
      word.kind === 'word' &&
      /^(?:and|or|is|are|was|to|on|in|at|for|my|the|a|of|minutes?|days?|pounds?|percent|years?|more|people|times|miles|from|down|per)$/.test(
        word.folded,
      )
    )
      return undefined
  }
  return undefined
}

/** The index after "12", "12 bis", "221B", "twelve", "12-14". */
function readHouseNumber(scan: Scan, index: number): number | undefined {
  const { lexemes, language } = scan
  const lexeme = lexemes[index]
  let next: number
  if (lexeme?.kind === 'digits') {
    if (lexeme.text.length > 6) return undefined
    next = index + 1
  } else {
    if (lexeme?.folded === 'a' || lexeme?.folded === 'une') return undefined
    const number = readSpokenNumber(lexemes, index, language)
    if (number === undefined || number.value > 9999) return undefined
    next = number.next
    const second = readSpokenNumber(lexemes, next, language)
    if (language === 'en' && second !== undefined && second.value < 100) next = second.next
  }
  if (lexemes[next]?.text === '-' && lexemes[next + 1]?.kind === 'digits' && !(lexemes[next + 1]?.spaced ?? true)) next += 2
  const suffix = lexemes[next]
  if (suffix?.kind === 'word' && (/^(?:bis|ter|quater)$/.test(suffix.folded) || (/^[a-d]$/i.test(suffix.text) && !suffix.spaced))) next += 1
  return next
}

const announcing =
  /(?:address\w*|adresse|live[sd]?|living|reside\w*|located|office|habite|domicilie\w*|return|ship|deliver\w*|send|sent|street)(?: [a-z']+){0,4} (?:at|in|to|is|of|:|a|au|est|with)[ :]*$|address\w* :? ?$/

/**
 * A street of another country: "50668 Kiannonkatu 98 Apt. 105", "Kerkstraat 12". Capitals and numbers that follow each other, with an
 * apartment among them or with words before them that announce an address.
 */
function readForeign(scan: Scan, index: number): Street | undefined {
  const { lexemes, cased } = scan
  const lexeme = lexemes[index]
  const opens = lexeme?.kind === 'digits' ? lexeme.text.length <= 6 : lexeme?.kind === 'word' && /^\p{Lu}/u.test(lexeme.text)
  if (!cased || !opens || isAddressPart(lexemes[index - 1])) return undefined
  const next = readPlaces(scan, index)
  const parts = lexemes.slice(index, next)
  const digits = parts.filter(({ kind }) => kind === 'digits').length
  const letters = parts.filter(({ kind, text }) => kind === 'word' && text.length > 2).length
  if (digits === 0 || letters === 0 || next - index < 2) return undefined
  const unit = parts.some(({ folded }, at) => unitWords.has(folded) && parts.slice(at + 1, at + 3).some(({ kind }) => kind === 'digits'))
  const announced = announcing.test(wordsBefore(scan, index, 8))
  if (!announced && !(unit && lexeme?.kind === 'digits' && letters > 1)) return undefined
  return { first: index, next, numbered: true }
}

function isAddressPart(lexeme: Lexeme | undefined): boolean {
  return lexeme !== undefined && lexeme.kind !== 'symbol' && (lexeme.kind === 'digits' || /^\p{Lu}/u.test(lexeme.text))
}

const MOST_PLACE_LEXEMES = 28
const placeLinks = /^(?:de|du|des|la|le|les|del|della|di|da|do|dos|van|von|der|den|e|y|st|th|nan|fejedelem|of|l'|d')$/
const labels = /^(?:mobile|phone|tel|telephone|fax|desk|office|email|mail|e|name|website|web|contact|card|zip|date|nom|portable|courriel)$/

/** Towns, regions, postcodes and countries after a street, for as long as capitals and numbers follow each other. */
function readPlaces(scan: Scan, index: number): number {
  if (!scan.cased) return index
  const { lexemes, text } = scan
  let next = index
  for (let at = index; at < Math.min(lexemes.length, index + MOST_PLACE_LEXEMES); at += 1) {
    const lexeme = lexemes[at]
    if (lexeme === undefined || lexeme.text === OPAQUE) break
    if (lexeme.kind === 'symbol') {
      const ends =
        lexeme.text === '.' &&
        lexemes[at + 1]?.spaced === true &&
        (lexemes[at - 1]?.text.length ?? 0) > 4 &&
        lexemes[at - 1]?.kind === 'word'
      if (!/^[,.()'’/-]$/.test(lexeme.text) || ends) break
      if (lexeme.text === ')') next = at + 1
      continue
    }
    if (lexeme.kind === 'digits' ? lexeme.text.length > 6 : !isPlaceWord(scan, at, next === at)) break
    const label =
      labels.test(lexeme.folded) && (lexemes[at + 1]?.text === ':' || text.slice(lexemes[at - 1]?.end ?? 0, lexeme.start).includes('\n'))
    if (label) break
    if (lexeme.kind === 'digits' || !placeLinks.test(lexeme.folded) || lexeme.text !== lexeme.folded) next = at + 1
  }
  return next
}

function isPlaceWord({ lexemes, language }: Scan, index: number, direct: boolean): boolean {
  const lexeme = lexemes[index]
  if (lexeme === undefined) return false
  if (placeLinks.test(lexeme.folded)) return isAddressPart(lexemes[index + 1]) || isAddressPart(lexemes[index + 2])
  // "44 000 nantes": a recogniser's small letters; nothing else follows a postcode.
  if (!/^\p{Lu}/u.test(lexeme.text))
    return lexeme.kind === 'word' && isAfterPostcode(lexemes, index) && !isCommonWord(lexeme.folded, language)
  return unitWords.has(lexeme.folded) || isStreetAfter(lexeme.folded) || direct || !isCommonWord(lexeme.folded, language)
}

function isAfterPostcode(lexemes: readonly Lexeme[], index: number): boolean {
  const [one, two] = [lexemes[index - 2], lexemes[index - 1]]
  if (two?.kind !== 'digits') return false
  return two.text.length === 5 || (one?.kind === 'digits' && one.text.length === 2 && two.text.length === 3)
}

/** "PO Box 1234", "BP 42", "CS 10023", "PSC 1234, Box 567". */
function readBox(scan: Scan, index: number): Street | undefined {
  const { lexemes } = scan
  const word = lexemes[index]?.folded
  const digitsAt = (at: number) => lexemes[at]?.kind === 'digits'
  if (word === 'psc' && digitsAt(index + 1)) {
    const box = skipMark(scan, index + 2)
    return { first: index, next: lexemes[box]?.folded === 'box' && digitsAt(box + 1) ? box + 2 : index + 2, numbered: true }
  }
  if (word === 'unit' && digitsAt(index + 1)) {
    const box = skipMark(scan, index + 2)
    return lexemes[box]?.folded === 'box' && digitsAt(box + 1) ? { first: index, next: box + 2, numbered: true } : undefined
  }
  if (/^(?:bp|cs|tsa)$/.test(word ?? '') && lexemes[index]?.text === lexemes[index]?.text.toUpperCase() && digitsAt(index + 1)) {
    return { first: index, next: index + 2, numbered: true }
  }
  if (word === 'boite' && lexemes[index + 1]?.folded === 'postale' && lexemes[index + 2]?.kind === 'digits')
    return { first: index, next: index + 3, numbered: true }
  const po = word === 'pobox' ? index : /^(?:po|post)$/.test(word ?? '') ? index + 1 : word === 'p' ? afterPo(lexemes, index) : undefined
  if (po === undefined) return undefined
  const office = lexemes[po]?.folded === 'office' ? po + 1 : po
  const box = word === 'pobox' ? index + 1 : lexemes[office]?.folded === 'box' ? office + 1 : undefined
  if (box === undefined) return undefined
  const number = readHouseNumber(scan, box)
  return number === undefined ? undefined : { first: index, next: number, numbered: true }
}

/** "P.O." and "P O". */
function afterPo(lexemes: readonly Lexeme[], index: number): number | undefined {
  let at = index + 1
  if (lexemes[at]?.text === '.') at += 1
  if (lexemes[at]?.folded !== 'o') return undefined
  return lexemes[at + 1]?.text === '.' ? at + 2 : at + 1
}

function skipMark({ lexemes }: Scan, index: number): number {
  return lexemes[index]?.text === ',' ? index + 1 : index
}

/** "Flat 4, 12 High Street", "appartement 3, ...": what stands before the number. */
function withUnitBefore(scan: Scan, first: number, found: readonly Found[]): number {
  const { lexemes } = scan
  const at = lexemes[first - 1]?.text === ',' ? first - 1 : first
  const begin = unitWords.has(lexemes[at - 2]?.folded ?? '') && lexemes[at - 1] !== undefined ? at - 2 : first
  const free = (lexemes[begin]?.start ?? 0) >= (found.at(-1)?.end ?? 0)
  return free ? begin : first
}

const MOST_PARTS = 5

/** Apartment, district, postcode and town after a street, across commas, line ends and "à". */
function readRest(scan: Scan, index: number): number {
  const { lexemes } = scan
  let next = index
  for (let part = 0; part < MOST_PARTS; part += 1) {
    let at = next
    while (at < next + 2 && /^(?:,|\.|-|–|a|in|au|on|au code postal|postcode|zip)$/.test(lexemes[at]?.folded ?? '')) at += 1
    if (/^(?:code)$/.test(lexemes[at]?.folded ?? '') && lexemes[at + 1]?.folded === 'postal') at += 2
    const end = readUnit(scan, at) ?? readPostcode(scan, at) ?? readTownBeforePostcode(scan, at)
    if (end === undefined) break
    next = end
  }
  return next
}

function readUnit({ lexemes }: Scan, index: number): number | undefined {
  if (!unitWords.has(lexemes[index]?.folded ?? '')) return undefined
  const dotted = lexemes[index + 1]?.text === '.' ? index + 2 : index + 1
  const value = lexemes[dotted]
  return value !== undefined && (value.kind === 'digits' || /^\p{Lu}$/u.test(value.text)) ? dotted + 1 : undefined
}

/** A postcode, with the town after a French one. */
function readPostcode(scan: Scan, index: number): number | undefined {
  const { lexemes, text } = scan
  const first = lexemes[index]
  if (first === undefined || first.kind === 'symbol') return undefined
  const rest = text.slice(first.start, first.start + 10)
  const british = /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![A-Z\d])/i.exec(rest)
  if (british !== null) return indexAfter(scan, index, first.start + british[0].length)
  const zip = /^[A-Z]{2} \d{5}(?:-\d{4})?(?!\d)/.exec(text.slice(first.start, first.start + 14))
  if (zip !== null) return indexAfter(scan, index, first.start + zip[0].length)
  if (first.kind === 'digits') return /^\d{4,5}$/.test(first.text) ? readTown(scan, index + 1) : undefined
  if (scan.language !== 'fr') return undefined
  const run = readRuns({ ...scan, lexemes: lexemes.slice(index, index + 16) })[0]
  if (run === undefined || run.first !== 0) return undefined
  const value = run.pieces.map(({ characters }) => characters).join('')
  return /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/.test(value) ? readTown(scan, index + run.next) : undefined
}

function indexAfter({ lexemes }: Scan, index: number, offset: number): number {
  let next = index
  while ((lexemes[next]?.start ?? Number.POSITIVE_INFINITY) < offset) next += 1
  return next
}

const townLinks = /^(?:la|le|les|l'|saint|sainte|st|ste|sur|sous|en|de|du|des|d'|les|lez)$/

/** "Paris", "Saint-Denis", "La Roche sur Yon", "Lyon cedex 03" after a postcode. */
function readTown(scan: Scan, index: number): number {
  const { lexemes } = scan
  let next = index
  for (let at = index, content = 0; at < index + 8; at += 1) {
    const lexeme = lexemes[at]
    if (lexeme?.text === '-' && !lexeme.spaced && content > 0) continue
    if (lexeme?.kind !== 'word') break
    if (/^cedex$/.test(lexeme.folded)) {
      next = lexemes[at + 1]?.kind === 'digits' ? at + 2 : at + 1
      break
    }
    const link = townLinks.test(lexeme.folded)
    if (!link && content > 0 && lexemes[at - 1]?.text !== '-' && !townLinks.test(lexemes[at - 1]?.folded ?? '')) {
      // A second word belongs to the town with a capital only.
      if (!scan.cased || !/^\p{Lu}/u.test(lexeme.text)) break
    }
    if (!link && scan.cased && !/^\p{Lu}/u.test(lexeme.text)) break
    if (link && content === 0 && !/^(?:la|le|les|l'|saint|sainte|st|ste)$/.test(lexeme.folded)) break
    if (!link) {
      content += 1
      next = at + 1
    }
  }
  return next
}

/** "London SW1A 1AA", "Springfield, IL 62704", "à Lyon" after a street. */
function readTownBeforePostcode(scan: Scan, index: number): number | undefined {
  const { lexemes } = scan
  for (let count = 1; count <= 4; count += 1) {
    const lexeme = lexemes[index + count - 1]
    if (lexeme?.kind !== 'word' || (scan.cased && !/^\p{Lu}/u.test(lexeme.text) && !townLinks.test(lexeme.folded))) return undefined
    const at = skipMark(scan, index + count)
    const after = lexemes[at]
    if (after === undefined) return undefined
    const rest = scan.text.slice(after.start, after.start + 12)
    if (/^(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2} \d{5}|\d{5}(?!\d))/i.test(rest)) return readPostcode(scan, at)
  }
  return undefined
}
