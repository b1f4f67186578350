import { isNumber } from './number-words.ts'

/** Counts of the best alignment of a hypothesis with its reference. */
export interface WordErrors {
  readonly words: number
  readonly substitutions: number
  readonly insertions: number
  readonly deletions: number
}

export const noWordErrors: WordErrors = { words: 0, substitutions: 0, insertions: 0, deletions: 0 }

interface Cell {
  readonly cost: number
  readonly substitutions: number
  readonly insertions: number
  readonly deletions: number
}

const origin: Cell = { cost: 0, substitutions: 0, insertions: 0, deletions: 0 }

/**
 * Levenshtein's distance over words. What can't be heard is no error: two words on one side that make one on the other ("file name",
 * "filename"), and how the digits of numbers that follow one another are split ("4242", "42 42"): such a run is compared digit by digit.
 */
export function wordErrors(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  const [leftRuns, rightRuns] = [numberRuns(reference), numberRuns(hypothesis)]
  const rows: Cell[][] = [[origin]]
  const at = (row: number, column: number) => rows[row]?.[column]
  for (let row = 0; row <= reference.length; row += 1) {
    const cells: Cell[] = []
    rows[row] = cells
    for (let column = 0; column <= hypothesis.length; column += 1) {
      const left = reference[row - 1]
      const right = hypothesis[column - 1]
      const [leftRun, rightRun] = [leftRuns.get(row), rightRuns.get(column)]
      cells.push(
        cheapest([
          row === 0 && column === 0 ? origin : undefined,
          left === right ? at(row - 1, column - 1) : add(at(row - 1, column - 1), 'substitutions'),
          add(at(row - 1, column), 'deletions'),
          add(at(row, column - 1), 'insertions'),
          left !== undefined && left === `${hypothesis[column - 2] ?? ''}${right ?? ''}` ? at(row - 1, column - 2) : undefined,
          right !== undefined && right === `${reference[row - 2] ?? ''}${left ?? ''}` ? at(row - 2, column - 1) : undefined,
          leftRun && rightRun && afterRuns(at(leftRun.start, rightRun.start), leftRun.digits, rightRun.digits),
        ]),
      )
    }
  }
  const { cost: _, ...errors } = at(reference.length, hypothesis.length) ?? origin
  return { ...errors, words: reference.length }
}

interface NumberRun {
  /** Words before it. */
  readonly start: number
  readonly digits: readonly string[]
}

/** Numbers that follow one another, by the place after the last. */
function numberRuns(words: readonly string[]): Map<number, NumberRun> {
  const runs = new Map<number, NumberRun>()
  let start = 0
  words.forEach((word, index) => {
    if (!isNumber(word)) start = index + 1
    else if (!isNumber(words[index + 1] ?? '')) runs.set(index + 1, { start, digits: [...words.slice(start, index + 1).join('')] })
  })
  return runs
}

/** Digits have no runs of their own: the recursion ends here. */
function afterRuns(before: Cell | undefined, left: readonly string[], right: readonly string[]): Cell | undefined {
  if (before === undefined) return undefined
  if (left.join('') === right.join('')) return before
  if (left.length < 2 || right.length < 2) return undefined
  const asLetters = (digits: readonly string[]) => digits.map((digit) => `d${digit}`)
  const { substitutions, insertions, deletions } = wordErrors(asLetters(left), asLetters(right))
  return {
    cost: before.cost + substitutions + insertions + deletions,
    substitutions: before.substitutions + substitutions,
    insertions: before.insertions + insertions,
    deletions: before.deletions + deletions,
  }
}

export function addWordErrors(a: WordErrors, b: WordErrors): WordErrors {
  return {
    words: a.words + b.words,
    substitutions: a.substitutions + b.substitutions,
    insertions: a.insertions + b.insertions,
    deletions: a.deletions + b.deletions,
  }
}

/** A share of the reference's words: 0.024 is 2.4 %. `null` when there are none. */
export function wordErrorRate({ words, substitutions, insertions, deletions }: WordErrors): number | null {
  return words === 0 ? null : (substitutions + insertions + deletions) / words
}

function add(cell: Cell | undefined, kind: 'substitutions' | 'insertions' | 'deletions'): Cell | undefined {
  return cell === undefined ? undefined : { ...cell, cost: cell.cost + 1, [kind]: cell[kind] + 1 }
}

function cheapest(cells: readonly (Cell | undefined)[]): Cell {
  let best: Cell | undefined
  for (const cell of cells) if (cell !== undefined && (best === undefined || cell.cost < best.cost)) best = cell
  return best ?? origin
}
