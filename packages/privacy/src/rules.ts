import { foldText } from '@souffleur/language'
import { personalDataTypes } from '@souffleur/proto'
import * as z from 'zod'

/** Longest pattern that an organisation may configure. */
const MOST_PATTERN_LENGTH = 300

/** A pattern of an organisation's own. */
const customRuleSchema = z.object({
  /** In kebab case, such as "member-card". */
  label: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  pattern: z.string().min(1).max(MOST_PATTERN_LENGTH).refine(isSafePattern, 'a pattern that is no regular expression, or may take forever'),
  ignoreCase: z.boolean().default(true),
})

/** What an organisation decides about its personal data. */
export const privacyRulesSchema = z.object({
  /** Types that stay as they are. */
  off: z.array(z.enum(personalDataTypes)).default([]),
  /** Words or phrases about health that are to be masked; none by default. */
  healthWords: z.array(z.string().min(2).max(80)).max(2000).default([]),
  custom: z.array(customRuleSchema).max(50).default([]),
  /** Names of organisations, products and public persons that are never personal data here. */
  keep: z.array(z.string().min(1).max(120)).max(5000).default([]),
})

export type PrivacyRules = z.input<typeof privacyRulesSchema>

/** Rules in the form that finding needs. */
export interface CompiledRules {
  readonly off: ReadonlySet<string>
  readonly health: RegExp | undefined
  readonly custom: readonly { readonly label: string; readonly pattern: RegExp }[]
  /** Folded. */
  readonly keep: ReadonlySet<string>
}

const compiled = new WeakMap<object, CompiledRules>()
const none: PrivacyRules = {}

/** Compiles once for each object. @throws ZodError when the rules don't fit {@link privacyRulesSchema} */
export function compileRules(rules: PrivacyRules = none): CompiledRules {
  const known = compiled.get(rules)
  if (known !== undefined) return known
  const { off, healthWords, custom, keep } = privacyRulesSchema.parse(rules)
  const made: CompiledRules = {
    off: new Set(off),
    health: healthWords.length === 0 ? undefined : wordsPattern(healthWords),
    custom: custom.map(({ label, pattern, ignoreCase }) => ({ label, pattern: new RegExp(pattern, ignoreCase ? 'giu' : 'gu') })),
    keep: new Set(keep.map((name) => foldText(name))),
  }
  compiled.set(rules, made)
  return made
}

function wordsPattern(words: readonly string[]): RegExp {
  const escaped = words.toSorted((a, b) => b.length - a.length).map((word) => word.trim().replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'))
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${escaped.join('|').replaceAll(' ', String.raw`\s`)})(?![\p{L}\p{N}])`, 'giu')
}

/**
 * Whether a pattern compiles and can't backtrack without bound: no repetition within a repeated group, no reference back, and
 * repetitions that have an end.
 */
export function isSafePattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
  } catch {
    return false
  }
  const plain = pattern
    .replace(/\\[1-9]|\\k/g, '\u0000')
    .replace(/\\./g, 'x')
    .replace(/\[[^\]]*\]/g, 'x')
  if (plain.includes('\u0000') || /[*+]|\{\d+,\}/.test(plain)) return false
  return !/\([^()]*(?:\{|\?(?![:=!<]))[^()]*\)(?:\{|\?)/.test(plain)
}
