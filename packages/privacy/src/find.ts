import { maskTokenPattern } from '@souffleur/proto'
import { findAddresses } from './addresses.ts'
import { findBirthDates } from './births.ts'
import { findConfigured } from './configured.ts'
import type { FindOptions } from './find-options.ts'
import { type Found, withoutOverlap } from './found.ts'
import { findLongNumbers } from './long-numbers.ts'
import { findNames } from './names.ts'
import { findNumbers } from './numbers.ts'
import { compileRules } from './rules.ts'
import { type Scan, scanText } from './scan.ts'
import type { PersonalDataSpan } from './types.ts'
import { findWeb } from './web.ts'

/** What one reading hides may bring forward something else ("... and Dupont"); more readings than this never find more. */
const MOST_READINGS = 4

/**
 * Personal data in one utterance, in order and without overlap. Pure; time grows linearly with the text. Tokens of a text that is
 * masked already are left alone.
 */
export function findPersonalData(text: string, options: FindOptions = {}): PersonalDataSpan[] {
  const rules = compileRules(options.rules)
  const tokens = [...text.matchAll(maskTokenPattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  let found: Found[] = []
  const readable: Found[] = []
  for (let reading = 0; reading < MOST_READINGS; reading += 1) {
    const hidden = [...tokens, ...found].toSorted((a, b) => a.start - b.start)
    const scan = scanText(text, options.language, hidden)
    const read = readOnce(scan, { ...options, knownNames: withNames(options.knownNames, found) }, rules)
    const isHidden = ({ type, value }: Found) => !rules.off.has(type) && !rules.keep.has(value)
    const more = read.filter(isHidden)
    readable.push(...read.filter((one) => !isHidden(one)))
    if (more.length === 0) break
    found = [...found, ...more].toSorted((a, b) => a.start - b.start)
  }
  if (rules.off.has('number')) return found
  const taken = [...tokens, ...withoutOverlap([...found, ...readable])].toSorted((a, b) => a.start - b.start)
  const long = findLongNumbers(scanText(text, options.language, taken))
  return [...found, ...long].toSorted((a, b) => a.start - b.start)
}

/** A name that the text has given in full is known when a part of it comes again. */
function withNames(known: ReadonlySet<string> | undefined, found: readonly Found[]): ReadonlySet<string> | undefined {
  const names = found.filter(({ type }) => type === 'name')
  if (names.length === 0) return known
  return new Set([...(known ?? []), ...names.flatMap(({ value }) => value.split(/[ -]/).filter((part) => part.length >= 3))])
}

/** The rules in order: where two of them want the same words, the earlier has them. */
function readOnce(scan: Scan, options: FindOptions, rules: ReturnType<typeof compileRules>): Found[] {
  return withoutOverlap([
    ...findConfigured(scan, rules),
    ...findWeb(scan),
    ...findBirthDates(scan, options.expected),
    ...findAddresses(scan, options.expected),
    ...findNumbers(scan, options.expected),
    ...findNames(scan, rules, options),
  ])
}
