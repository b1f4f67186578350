import { isQuantity } from './quantities.ts'
import type { Reading, RunContext } from './reading.ts'
import { charactersOf, type Run } from './runs.ts'

const french = /^0[1-9]\d{8}$/
const british = /^0[1-9]\d{8,9}$/
const american = /^1?[2-9]\d{2}[2-9]\d{6}$/
/** E.164: at most 15 digits. */
const MOST_DIGITS = 15

/** Telephone numbers: by their shape, or because the words before say that one follows. */
export function readPhone({ scan, run, cue }: RunContext, from: number): Reading | undefined {
  if (run.pieces[from]?.letters === true) return undefined
  const announced = cue?.type === 'phone'
  if (cue?.strong === true && !announced && !run.plus && cue.type !== 'secret-code' && cue.distance < 24) return undefined
  if (run.plus && from === 0) return readInternational(run)
  if (from > 0 && continuesDigits(run, from) && !announced) return undefined
  const longest = lastWithin(run, from, MOST_DIGITS)
  for (let to = longest; to > from; to -= 1) {
    const value = charactersOf(run, from, to)
    if (value.length < 8) break
    if (hasShape(scan.language, run, from, to, value)) return { type: 'phone', to: withExtension(run, to), value }
    if (/^00[1-9]\d{8,12}$/.test(value) && to === longest) return { type: 'phone', to, value: `+${value.slice(2)}` }
  }
  const value = charactersOf(run, from, longest)
  if (isSpokenFrench(scan.language, run, from, longest, value)) return { type: 'phone', to: longest, value, confidence: 0.7 }
  if (!announced || value.length < (cue.strong ? 4 : 6) || isQuantity(scan, run, from, longest)) return undefined
  if (value.length < 6 && cue.distance > 20) return undefined
  return { type: 'phone', to: withExtension(run, longest), value, confidence: 0.8, ...(value.length < 8 ? { partial: true } : {}) }
}

function readInternational(run: Run): Reading | undefined {
  // "+33 (0)6": the zero in brackets isn't dialled.
  const to = lastWithin(run, 0, MOST_DIGITS + 1)
  const value = charactersOf(run, 0, to)
  return value.length < 7
    ? undefined
    : { type: 'phone', to: withExtension(run, to), value: `+${value.replace(/^(33|44|41|32|49)0/, '$1')}` }
}

function lastWithin({ pieces }: Run, from: number, most: number): number {
  let count = 0
  let to = from
  for (; to < pieces.length; to += 1) {
    const piece = pieces[to]
    if (piece === undefined || piece.letters) break
    count += piece.characters.length
    if (count > most) break
  }
  return to
}

/** The end of a longer string of digits isn't a number of its own; "2, 06 12 ..." begins one. */
function continuesDigits({ pieces }: Run, from: number): boolean {
  const before = pieces[from - 1]
  return (
    before !== undefined &&
    !before.letters &&
    (pieces[from]?.glued === true || pieces.slice(0, from).reduce((sum, { characters }) => sum + characters.length, 0) > 4)
  )
}

function hasShape(language: string, run: Run, from: number, to: number, value: string): boolean {
  if (french.test(value)) return true
  if (language === 'en' && british.test(value)) return true
  return american.test(value) && isAmericanGrouped(run, from, to)
}

/** "(602) 272-9781", "602.272.9781", "1-602-272-9781", or said digit by digit. */
function isAmericanGrouped({ pieces }: Run, from: number, to: number): boolean {
  const lengths = pieces.slice(from, to).map(({ characters }) => characters.length)
  const grouped = lengths.join('-')
  if (grouped === '3-3-4' || grouped === '1-3-3-4') return true
  return pieces.slice(from, to).every(({ written }) => !written) && lengths.every((length) => length <= 2)
}

/** Pairs that run into each other ("soixante douze" for 60 12) make a number that is too short or too long. */
function isSpokenFrench(language: string, { pieces }: Run, from: number, to: number, value: string): boolean {
  if (language !== 'fr' || !/^0[1-9]\d{6,9}$/.test(value)) return false
  return (
    pieces[from]?.characters === '0' &&
    pieces[from]?.written === false &&
    pieces.slice(from, to).filter(({ written }) => !written).length >= 4
  )
}

/** "x463", "poste 12". */
function withExtension({ pieces }: Run, to: number): number {
  const extension = pieces[to + 1]
  return pieces[to]?.characters === 'X' && extension !== undefined && !extension.letters && extension.characters.length <= 6 ? to + 2 : to
}
