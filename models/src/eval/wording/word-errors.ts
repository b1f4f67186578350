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
 * Levenshtein's distance over words. Two words on one side that make one on the other ("file name", "filename") are the same: how
 * compounds are written can't be heard.
 */
export function wordErrors(reference: readonly string[], hypothesis: readonly string[]): WordErrors {
  const rows: Cell[][] = [[origin]]
  const at = (row: number, column: number) => rows[row]?.[column]
  for (let row = 0; row <= reference.length; row += 1) {
    const cells: Cell[] = []
    rows[row] = cells
    for (let column = 0; column <= hypothesis.length; column += 1) {
      const left = reference[row - 1]
      const right = hypothesis[column - 1]
      const joinedLeft = `${reference[row - 2] ?? ''}${left ?? ''}`
      const joinedRight = `${hypothesis[column - 2] ?? ''}${right ?? ''}`
      cells.push(
        cheapest([
          row === 0 && column === 0 ? origin : undefined,
          left === right ? at(row - 1, column - 1) : add(at(row - 1, column - 1), 'substitutions'),
          add(at(row - 1, column), 'deletions'),
          add(at(row, column - 1), 'insertions'),
          left !== undefined && left === joinedRight ? at(row - 1, column - 2) : undefined,
          right !== undefined && right === joinedLeft ? at(row - 2, column - 1) : undefined,
        ]),
      )
    }
  }
  const { cost: _, ...errors } = at(reference.length, hypothesis.length) ?? origin
  return { words: reference.length, ...errors }
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
