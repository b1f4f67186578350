import type { Example } from '@souffleur/assist'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readText } from '../json-lines.ts'
import { parseCsv } from './csv.ts'
import { readDialogues } from './dialogue-sets.ts'

/** What an intent evaluation learns from, chooses its threshold on, and is judged by. An example without a label is out of scope. */
export interface IntentSets {
  readonly train: readonly Example[]
  /** Empty: the threshold comes from cross-validation on the training part. */
  readonly validation: readonly Example[]
  readonly test: readonly Example[]
  /** There is no part to choose the threshold on: each half of the test gets that of the other half. */
  readonly byHalves: boolean
  /** Which part the test examples are. */
  readonly testedOn: string
}

export interface IntentSetFiles {
  readonly train: string
  readonly test?: string | undefined
  readonly oos?: string | undefined
  readonly validation?: string | undefined
  /** Share of a CSV that is kept apart for the test when there is no test file. */
  readonly holdout: number
  /** Of dialogues: what was said before may be used. */
  readonly context: boolean
}

export function readIntentSets(files: IntentSetFiles): IntentSets {
  if (files.train.endsWith('.json')) return readClinc(files)
  return files.train.endsWith('.tsv') ? readDialogueSets(files) : readCsvSets(files)
}

const pairs = z.array(z.tuple([z.string(), z.string()])).optional()
const clincFile = z.object({ train: pairs, val: pairs, test: pairs, oos_train: pairs, oos_val: pairs, oos_test: pairs })
type ClincFile = z.infer<typeof clincFile>

/** CLINC150's own file, or parts of it: without a test part, the halves of the validation part are the test of each other's threshold. */
function readClinc({ train, test = train, oos, validation = train }: IntentSetFiles): IntentSets {
  const [trainFile, testFile, validationFile] = [readClincFile(train), readClincFile(test), readClincFile(validation)]
  const outside = oos === undefined ? testFile : readClincFile(oos)
  const training = [...inScope(trainFile.train), ...outOfScope(trainFile.oos_train)]
  const validating = [...inScope(validationFile.val), ...outOfScope(validationFile.oos_val)]
  if (testFile.test === undefined) return { train: training, validation: [], test: validating, byHalves: true, testedOn: 'val, by halves' }
  const judging = [...inScope(testFile.test), ...outOfScope(outside.oos_test)]
  return { train: training, validation: validating, test: judging, byHalves: false, testedOn: 'test' }
}

function readClincFile(path: string): ClincFile {
  const parsed = clincFile.safeParse(JSON.parse(readText(path)))
  if (!parsed.success) throw new UsageError(`${path}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

function inScope(part: ClincFile['train']): Example[] {
  return (part ?? []).map(([text, label]) => ({ text, label }))
}

function outOfScope(part: ClincFile['train']): Example[] {
  return (part ?? []).map(([text]) => ({ text, label: null }))
}

function readCsvSets({ train, test, oos, validation, holdout }: IntentSetFiles): IntentSets {
  const all = readCsv(train)
  const outside = oos === undefined ? [] : readCsv(oos).map(({ text }) => ({ text, label: null }))
  const validating = validation === undefined ? [] : readCsv(validation)
  if (test !== undefined)
    return { train: all, validation: validating, test: [...readCsv(test), ...outside], byHalves: false, testedOn: 'test' }
  const { kept, heldOut } = holdOut(all, holdout)
  return { train: kept, validation: validating, test: [...heldOut, ...outside], byHalves: false, testedOn: `held-out ${holdout} of train` }
}

function readDialogueSets({ train, test, context, holdout }: IntentSetFiles): IntentSets {
  const all = readDialogues(train, context)
  if (test !== undefined) return { train: all, validation: [], test: readDialogues(test, context), byHalves: false, testedOn: 'test' }
  const { kept, heldOut } = holdOut(all, holdout)
  return { train: kept, validation: [], test: heldOut, byHalves: false, testedOn: `held-out ${holdout} of train` }
}

function readCsv(path: string): Example[] {
  const [head, ...rows] = parseCsv(readText(path))
  if (head?.[0] !== 'text' || head[1] !== 'category') throw new UsageError(`${path}: the first line must be "text,category"`)
  return rows.map(([text = '', label = '']) => ({ text, label }))
}

/** Every nth example of each category, so that every category is in both parts. */
function holdOut(examples: readonly Example[], share: number): { kept: Example[]; heldOut: Example[] } {
  const every = Math.max(2, Math.round(1 / share))
  const seen = new Map<string | null, number>()
  const groups = Object.groupBy(examples, ({ label }) => {
    const count = (seen.get(label) ?? 0) + 1
    seen.set(label, count)
    return count % every === 0 ? 'heldOut' : 'kept'
  })
  return { kept: groups.kept ?? [], heldOut: groups.heldOut ?? [] }
}
