import type { EntityText } from '../entities/lexeme.ts'
import { readDigitPieces } from './digit-pieces.ts'
import { type Edit, kept, rewritten, type Settled } from './edit.ts'
import { readWrittenQuantity, type WrittenQuantity } from './quantities.ts'

/**
 * Quantities, alone or beside each other: "three hundred and fifty euros", "cinq à dix jours". Two numbers that follow each other without a
 * word between ("twelve fifty") may mean many things, so they stay as they were said.
 */
export function writeQuantities(source: EntityText, index: number): Settled | undefined {
  const run = runEnd(source, index)
  if (run !== undefined) return kept(run)
  const first = readWrittenQuantity(source, index)
  if (first === undefined) return writeOneIn(source, index)
  const chain = readChain(source, first)
  const elliptical = chain.find((member, place) => place > 0 && isElliptical(chain[place - 1], member))
  if (elliptical !== undefined) return kept(elliptical.next)
  if (!chain.some(({ inDigits }) => inDigits)) return kept(first.next)
  return { edits: chain.flatMap((member, place) => editsFor(source, chain[place - 1], member)), next: chain.at(-1)?.next ?? first.next }
}

/** "Between 100 and 200 euros": a sign before the second number only would be odd. */
function editsFor({ language }: EntityText, before: WrittenQuantity | undefined, member: WrittenQuantity): Edit[] {
  const { begin, text, textNext, numberNext, numberText } = member
  if (text === undefined) return []
  if (language === 'en' && member.isMoney && before?.isMoney === false) {
    return numberText === undefined ? [] : [{ from: begin, next: numberNext, text: numberText }]
  }
  return [{ from: begin, next: textNext, text }]
}

/** Where numbers end that follow each other directly; undefined for one alone. */
function runEnd(source: EntityText, index: number): number | undefined {
  const pieces = readDigitPieces(source, index, false)
  const last = pieces.at(-1)
  if (last === undefined || pieces.length < 2) return undefined
  const whole = readWrittenQuantity(source, index)
  return whole !== undefined && last.next <= whole.numberNext ? undefined : last.next
}

/** "One in ten", "un sur vingt": the one place where the article is a number. */
function writeOneIn(source: EntityText, index: number): Settled | undefined {
  const { lexemes } = source
  if (!/^(?:une?|one)$/.test(lexemes[index]?.folded ?? '')) return undefined
  if (lexemes[index + 1]?.folded === 'in' && /^(?:ten|twenty|fifty|hundred)$/.test(lexemes[index + 2]?.folded ?? '')) return kept(index + 3)
  const at = lexemes[index + 1]?.folded === 'sur' ? index + 2 : isOutOf(source, index + 1) ? index + 3 : undefined
  const whole = at === undefined ? undefined : readWrittenQuantity(source, at)
  return whole?.inDigits === true && whole.value >= 10 ? rewritten(index, index + 1, '1') : undefined
}

const LONGEST_CHAIN = 16

/** Quantities joined by "or", "to", "à", and by commas where there are three at least. */
function readChain(source: EntityText, first: WrittenQuantity): readonly WrittenQuantity[] {
  const chain = [first]
  let commas = 0
  for (let last = first; ; ) {
    const link = readLink(source, last, commas > 0)
    const following = link === undefined || runEnd(source, link.next) !== undefined ? undefined : readWrittenQuantity(source, link.next)
    if (link === undefined || following === undefined || chain.length >= LONGEST_CHAIN) break
    if (link.mark === 'à' && following.isMoney && isAskedFor(source, first.begin)) break
    if (link.mark === ',') commas += 1
    chain.push(following)
    last = following
  }
  return commas === chain.length - 1 && chain.length < 3 ? [first] : chain
}

function readLink(source: EntityText, last: WrittenQuantity, isList: boolean): { mark: string; next: number } | undefined {
  const { lexemes } = source
  const at = last.next
  const link = lexemes[at]
  if (link === undefined) return undefined
  if (link.text === ',') return lexemes[at + 1]?.spaced === true ? { mark: ',', next: at + 1 } : undefined
  if (isOutOf(source, at)) return { mark: 'sur', next: at + 2 }
  const next = /^l(?:e|es|a)$/.test(lexemes[at + 1]?.folded ?? '') ? at + 2 : at + 1
  switch (link.text.toLowerCase()) {
    case 'ou':
    case 'à':
    case 'au':
    case 'sur':
    case 'or':
    case 'to':
      return { mark: link.text.toLowerCase(), next }
    case 'et':
    case 'and':
      return isList || isAfterBetween(source, last.begin) ? { mark: 'et', next } : undefined
    default:
      return undefined
  }
}

/** "J'en ai deux à vingt euros": two of them at that price. */
function isAskedFor({ lexemes }: EntityText, index: number): boolean {
  return /^(?:en|ai|avez|avons|prends|prendre|prendrais|veux|voudrais|achete)$/.test(lexemes[index - 1]?.folded ?? '')
}

function isOutOf({ lexemes }: EntityText, index: number): boolean {
  return lexemes[index]?.folded === 'out' && lexemes[index + 1]?.folded === 'of'
}

function isAfterBetween({ lexemes }: EntityText, index: number): boolean {
  return lexemes.slice(Math.max(0, index - 2), index).some(({ folded }) => folded === 'between' || folded === 'entre')
}

/** "Two or three hundred": the first number means hundreds too. */
function isElliptical(smaller: WrittenQuantity | undefined, { value }: WrittenQuantity): boolean {
  const scale = [1e9, 1e6, 1000, 100].find((unit) => value >= unit && value % unit === 0)
  return smaller !== undefined && scale !== undefined && smaller.value < value / scale
}
