/** JSON that an evaluation reports; `null` where a figure doesn't apply. */
export type Figure = number | string | null | undefined | { readonly [name: string]: Figure } | readonly Figure[]

export interface EvaluationResult {
  /** The figures of `--json`, with the names that `docs` and the README use. */
  readonly figures: { readonly [name: string]: Figure }
  /** Names of the registry's models that took part. */
  readonly models: readonly string[]
  /** Of `--out`: one JSON line each. */
  readonly items: readonly object[]
  /** For people: a heading row, then the rows. */
  readonly table: readonly (readonly string[])[]
  /** Everything that was asked for was evaluated: the exit code depends on it. */
  readonly complete: boolean
}

/** One evaluation: a file of this folder. */
export interface Evaluation {
  /** After `npm run eval -- `. */
  readonly usage: string
  /** @param words what follows the evaluation's name, without `--json FILE` and `--out FILE`. @throws UsageError */
  run(words: readonly string[], progress: (line: string) => void): Promise<EvaluationResult>
}

/** The command was written wrongly: its message says how. */
export class UsageError extends Error {}
