import type { Example, SaidAfter } from '@souffleur/assist'
import { UsageError } from '../evaluation.ts'
import { readText } from '../json-lines.ts'
import { parseCsv } from './csv.ts'

const SEVERAL = '<div>'

/** A turn of a call with its labels, in the order of the file. */
interface LabelledTurn {
  readonly conversation: string
  readonly turn: number
  readonly text: string
  readonly labels: readonly string[]
}

/**
 * Customer turns of calls: tab-separated with the columns of MultiDoGO (Peskov et al., EMNLP 2019). Several labels of one turn are
 * joined by `<div>`.
 * @param withContext tells of each turn what the customer said before and how far the call is
 * @throws UsageError when the columns are others
 */
export function readDialogues(path: string, withContext: boolean): Example[] {
  const turns = readTurns(path)
  const after = withContext ? contextsOf(turns) : new Map<LabelledTurn, SaidAfter>()
  return turns.map((turn) => {
    const [label = '', ...also] = turn.labels
    return { text: turn.text, label, also, after: after.get(turn) }
  })
}

function readTurns(path: string): LabelledTurn[] {
  const [head = [], ...rows] = parseCsv(readText(path), '\t')
  const column = (name: string) => {
    const place = head.indexOf(name)
    if (place < 0) throw new UsageError(`${path}: there is no column "${name}"`)
    return place
  }
  const [conversation, turn, text, label] = [column('conversationId'), column('turnNumber'), column('utterance'), column('intent')]
  return rows.map((row) => ({
    conversation: row[conversation] ?? '',
    turn: Math.trunc(Number(row[turn] ?? 0)) || 0,
    text: row[text] ?? '',
    labels: (row[label] ?? '').split(SEVERAL),
  }))
}

function contextsOf(turns: readonly LabelledTurn[]): Map<LabelledTurn, SaidAfter> {
  const contexts = new Map<LabelledTurn, SaidAfter>()
  for (const call of Map.groupBy(turns, ({ conversation }) => conversation).values()) {
    const inOrder = call.toSorted((a, b) => a.turn - b.turn)
    inOrder.forEach((one, place) => {
      contexts.set(one, { turn: one.turn, before: inOrder.slice(0, place).map(({ text }) => text) })
    })
  }
  return contexts
}
