import { AppError } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'

const identifier = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected lower-case letters, digits, dashes and underscores')
const criterion = z.strictObject({
  id: identifier,
  label: z.object({ en: z.string().min(1).max(300), fr: z.string().min(1).max(300) }),
  /** How much it counts. */
  weight: z.number().positive().max(100).default(1),
  /** An item of the guide that speaks for it when it was ticked: the words are shown as a hint, a person decides. */
  hint: z.strictObject({ list: identifier, item: identifier }).optional(),
})
const file = z.strictObject({ criteria: z.array(criterion).max(50).default([]) }).superRefine(({ criteria }, context) => {
  const ids = criteria.map(({ id }) => id)
  const twin = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twin !== undefined) context.addIssue({ code: 'custom', message: `criterion ${twin} occurs twice` })
})
export type Criterion = z.output<typeof criterion>

export const marks = ['yes', 'no', 'not-applicable'] as const
export type Mark = (typeof marks)[number]

/**
 * Reads a scorecard, as YAML or as JSON.
 * @throws AppError `scorecard.invalid` with what is wrong and where
 */
export function parseScorecard(text: string): readonly Criterion[] {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw new AppError('scorecard.invalid', error instanceof Error ? error.message : String(error))
  }
  const parsed = file.safeParse(content ?? {})
  if (!parsed.success) throw new AppError('scorecard.invalid', z.prettifyError(parsed.error))
  return parsed.data.criteria
}

/** The weighted share of criteria that were met, of those that applied; null when none did. */
export function scoreOf(criteria: readonly Criterion[], given: Readonly<Record<string, Mark>>): number | null {
  const applied = criteria.filter(({ id }) => given[id] === 'yes' || given[id] === 'no')
  const all = applied.reduce((sum, { weight }) => sum + weight, 0)
  if (all === 0) return null
  return applied.filter(({ id }) => given[id] === 'yes').reduce((sum, { weight }) => sum + weight, 0) / all
}
