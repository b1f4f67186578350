import { readAmount } from '../entities/amounts.ts'
import { type EntityText, lexemesOf } from '../entities/lexeme.ts'
import type { Language } from '../language.ts'
import { writeDate } from './dates.ts'
import { writeDigitString } from './digit-strings.ts'
import { type Edit, kept, type Writer } from './edit.ts'
import { writeKnownEntities } from './known-entities.ts'
import { piecesOf, type WrittenPiece } from './pieces.ts'
import { writeQuantities } from './quantity-chains.ts'
import { writeIbanWord, writeSpelled } from './spelled-out.ts'
import { writeTime } from './times.ts'
import { writeWebAddress } from './web-addresses.ts'
import { writeYearPair } from './years.ts'

/** The more particular first: what one of them settles, the others don't see. */
const writers: readonly Writer[] = [
  writeWebAddress,
  writeIbanWord,
  writeSpelled,
  writeDate,
  writeTime,
  writeYearPair,
  writeDigitString,
  writeQuantities,
]

/**
 * Writes spoken words as people read them: numbers, amounts, dates, times, telephone numbers, references, spelled names, addresses
 * (inverse text normalisation). What may mean something else stays as it was said. Pure; its own output comes back unchanged.
 *
 * @param words as a recogniser gives them, with their punctuation; a word may have spaces in it
 * @returns pieces that cover all words, in order
 */
export function writeReadably(words: readonly string[], language: Language): readonly WrittenPiece[] {
  const pieces = writeOnce(words, language)
  const written = pieces.map(({ text }) => text)
  if (written.join(' ') === words.join(' ')) return pieces
  // Where a second reading understands something else, the first one was a guess.
  const again = writeOnce(written, language).map(({ text }) => text)
  return again.join(' ') === written.join(' ') ? pieces : words.map((text, from) => ({ text, from, to: from + 1 }))
}

function writeOnce(words: readonly string[], language: Language): WrittenPiece[] {
  const text = words.join(' ')
  const source: EntityText = { text, language, lexemes: lexemesOf(text) }
  return piecesOf(words, source, editsOf(source))
}

function editsOf(source: EntityText): Edit[] {
  const known = writeKnownEntities(source)
  const edits: Edit[] = []
  for (let index = 0; index < source.lexemes.length; ) {
    const edit = known.get(index)
    const settled = edit === undefined ? outsideKnown(known, index, firstSettled(source, index)) : { edits: [edit], next: edit.next }
    if (settled !== undefined) edits.push(...settled.edits)
    index = Math.max(index + 1, settled?.next ?? 0)
  }
  return edits
}

/** "The second one, oh one five five ...": a number before a telephone number isn't part of it. */
function outsideKnown(known: ReadonlyMap<number, Edit>, index: number, settled: ReturnType<Writer>): ReturnType<Writer> {
  if (settled === undefined) return undefined
  for (let at = index + 1; at < settled.next; at += 1) if (known.has(at)) return undefined
  return settled
}

function firstSettled(source: EntityText, index: number): ReturnType<Writer> {
  if (source.lexemes[index]?.kind === 'symbol') return writeAfterSymbol(source, index)
  for (const write of writers) {
    const settled = write(source, index)
    if (settled !== undefined) return settled
  }
  return undefined
}

/** "€3": what follows the sign has its form. */
function writeAfterSymbol(source: EntityText, index: number): ReturnType<Writer> {
  const amount = readAmount(source, index)
  return amount === undefined ? undefined : kept(amount.next)
}
