import type { Example } from '@souffleur/assist'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readText } from '../json-lines.ts'
import { parseCsv } from './csv.ts'

/** What an intent evaluation learns from, chooses its threshold on, and is judged by. An example without a label is out of scope. */
export interface IntentSets {
  readonly train: readonly Example[]
  /** Empty: the threshold comes from cross-validation on the training part. */
  readonly validation: readonly Example[]
  readonly test: readonly Example[]
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
}

export function readIntentSets(files: IntentSetFiles): IntentSets {
  return files.train.endsWith('.json') ? readClinc(files) : readCsvSets(files)
}

const pairs = z.array(z.tuple([z.string(), z.string()])).optional()
const clincFile = z.object({ train: pairs, val: pairs, test: pairs, oos_train: pairs, oos_val: pairs, oos_test: pairs })
type ClincFile = z.infer<typeof clincFile>

/** CLINC150's own file, or parts of it: without a test part, the validation part is the test, and no threshold is chosen on it. */
function readClinc({ train, test = train, oos, validation = train }: IntentSetFiles): IntentSets {
  const [trainFile, testFile, validationFile] = [readClincFile(train), readClincFile(test), readClincFile(validation)]
  const outside = oos === undefined ? testFile : readClincFile(oos)
  const training = [...inScope(trainFile.train), ...outOfScope(trainFile.oos_train)]
  const validating = [...inScope(validationFile.val), ...outOfScope(validationFile.oos_val)]
  if (testFile.test === undefined) return { train: training, validation: [], test: validating, testedOn: 'val' }
  return { train: training, validation: validating, test: [...inScope(testFile.test), ...outOfScope(outside.oos_test)], testedOn: 'test' }
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
  if (test !== undefined) return { train: all, validation: validating, test: [...readCsv(test), ...outside], testedOn: 'test' }
  const { kept, heldOut } = holdOut(all, holdout)
  return { train: kept, validation: validating, test: [...heldOut, ...outside], testedOn: `held-out ${holdout} of train` }
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
