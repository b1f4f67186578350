import { readSpokenNumber } from '@souffleur/language'
import { type Found, foundAt } from './found.ts'
import { isBusinessNumber } from './numbers.ts'
import { isCountedUnit, isDateOrTime, isGroupedAmount } from './quantities.ts'
import { OPAQUE, type Scan } from './scan.ts'

/** Digits that are said one after the other, or nearly: what a recogniser makes of a number that is dictated. */
interface Trail {
  readonly first: number
  /** After the last lexeme. */
  readonly next: number
  readonly digits: string
  /** Without years and round thousands: "2019, 2020 et 2021" is no number. */
  readonly telling: number
  readonly pieces: number
  /** A word between two of its pieces that is no pause. */
  readonly hasWords: boolean
  /** One piece at least is written in digits. */
  readonly written: boolean
}

/** Of amounts, years and dates fewer follow each other. */
const FEWEST_DIGITS = 7
const FEWEST_WITH_WORDS = 8
/** Beside something that is hidden: what is left of the same number. */
const FEWEST_BESIDE = 3
const FEWEST_PIECES_WITH_WORDS = 3
const MOST_WORDS_BETWEEN = 2
const MOST_SIGNS_BETWEEN = 3
const pauses = /^(?:et|and|euh|heu|uh|um|erm|then|puis|ensuite|oh|o|double|triple|virgule|point|espace|space|slash|tiret|dash|hyphen)$/
/** Also those of history; thousands of amounts likewise tell nobody apart. */
const year = /^(?:1\d|20)\d\d$/
const currencies = /^[€$£]$/

/**
 * Long numbers whose kind isn't known: a recogniser that mishears one digit takes the check digit, the length and the shape away that cards,
 * accounts and telephone numbers are told by. Whatever tells more than it hides is hidden; numbers that are announced as something that the
 * organisation wants to read have been taken before.
 */
export function findLongNumbers(scan: Scan): Found[] {
  const found: Found[] = []
  for (let index = 0; index < scan.lexemes.length; ) {
    const [whole, unbroken] = readTrail(scan, index)
    if (whole === undefined) {
      index += 1
      continue
    }
    const trail = unbroken !== undefined && !isLong(scan, whole) ? unbroken : whole
    if (isLong(scan, trail) && !isBusinessNumber(scan, trail.first)) {
      const [first, last] = [scan.lexemes[trail.first], scan.lexemes[trail.next - 1]]
      found.push(...foundAt('number', first, last, trail.digits, { confidence: 0.6 }))
    }
    index = Math.max(trail.next, index + 1)
  }
  return found
}

function isLong(scan: Scan, { first, next, telling, pieces, hasWords, written }: Trail): boolean {
  if (!written && pieces < 2) return false
  const text = scan.text.slice(scan.lexemes[first]?.start, scan.lexemes[next - 1]?.end)
  if (isGroupedAmount(text)) return false
  if (isBeside(scan, first, next) && telling >= FEWEST_BESIDE) return true
  if (!hasWords) return telling >= FEWEST_DIGITS
  return telling >= FEWEST_WITH_WORDS && pieces >= FEWEST_PIECES_WITH_WORDS
}

/** Nothing but signs between it and something hidden. */
function isBeside({ lexemes }: Scan, first: number, next: number): boolean {
  let before = first - 1
  while (before > first - MOST_SIGNS_BETWEEN && /^[-–,./]$/.test(lexemes[before]?.text ?? '')) before -= 1
  let after = next
  while (after < next + MOST_SIGNS_BETWEEN && /^[-–,./]$/.test(lexemes[after]?.text ?? '')) after += 1
  return (before < first - 1 && lexemes[before]?.text === OPAQUE) || (after > next && lexemes[after]?.text === OPAQUE)
}

interface Piece {
  readonly digits: string
  readonly written: boolean
  readonly next: number
}

/** The longest trail that begins here, and the part of it before the first word between two pieces. */
function readTrail(scan: Scan, index: number): readonly [whole: Trail | undefined, unbroken?: Trail | undefined] {
  const start = readPiece(scan, index)
  if (start === undefined || currencies.test(scan.lexemes[index - 1]?.text ?? '')) return [undefined]
  let unbroken: Trail | undefined
  let trail: Trail = {
    first: index,
    next: start.next,
    digits: start.digits,
    telling: tellingOf(start),
    pieces: 1,
    hasWords: false,
    written: start.written,
  }
  for (;;) {
    const gap = readGap(scan, trail.next)
    const piece = gap === undefined ? undefined : readPiece(scan, gap.next)
    if (gap === undefined || piece === undefined) return [trail, unbroken]
    if (gap.hasWords && !trail.hasWords) unbroken = trail
    trail = {
      first: index,
      next: piece.next,
      digits: trail.digits + piece.digits,
      telling: trail.telling + tellingOf(piece),
      pieces: trail.pieces + 1,
      hasWords: trail.hasWords || gap.hasWords,
      written: trail.written || piece.written,
    }
  }
}

function tellingOf({ digits }: Piece): number {
  return year.test(digits) || digits === '000' ? 0 : digits.length
}

/** A number that counts something is none of a longer one: "12 ans", "le 3 mars", "14:30". */
function readPiece(scan: Scan, index: number): Piece | undefined {
  const lexeme = scan.lexemes[index]
  if (lexeme === undefined || lexeme.kind === 'symbol' || isDateOrTime(scan, index)) return undefined
  const piece = lexeme.kind === 'digits' ? { digits: lexeme.text, written: true, next: index + 1 } : readWords(scan, index)
  return piece === undefined || isCountedUnit(scan, piece.next) ? undefined : piece
}

function readWords(scan: Scan, index: number): Piece | undefined {
  const spoken = readSpokenNumber(scan.lexemes, index, scan.language)
  return spoken === undefined ? undefined : { digits: String(spoken.value), written: false, next: spoken.next }
}

/** What may stand between two pieces; letters that are glued to digits, as in a misheard account number, are no words. */
function readGap({ lexemes }: Scan, from: number): { readonly next: number; readonly hasWords: boolean } | undefined {
  let words = 0
  let signs = 0
  for (let at = from; ; at += 1) {
    const lexeme = lexemes[at]
    if (lexeme === undefined || lexeme.text === OPAQUE || currencies.test(lexeme.text)) return undefined
    const isPiece = lexeme.kind === 'digits' || (lexeme.kind === 'word' && at > from && words + signs > 0 && startsNumber(lexeme.folded))
    if (isPiece || (at === from && startsNumber(lexeme.folded))) return { next: at, hasWords: words > 0 }
    if (lexeme.kind === 'symbol') signs += 1
    else if (lexeme.spaced && !pauses.test(lexeme.folded)) words += 1
    if (words > MOST_WORDS_BETWEEN || signs > MOST_SIGNS_BETWEEN) return undefined
  }
}

const numberWords = new Set(
  `zero oh un une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante cinquante soixante
  quatre-vingt cent mille one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety`.split(/\s+/),
)

function startsNumber(folded: string): boolean {
  return numberWords.has(folded)
}
