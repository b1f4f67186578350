import { foldText } from '@souffleur/language'
import { type Found, foundAt } from './found.ts'
import type { CompiledRules } from './rules.ts'
import type { Scan } from './scan.ts'

/** What an organisation has configured: words about health, and patterns of its own. */
export function findConfigured({ text }: Scan, rules: CompiledRules): Found[] {
  const found: Found[] = []
  for (const { label, pattern } of rules.custom) {
    for (const match of text.matchAll(pattern)) {
      if (match[0].trim() === '') continue
      found.push(...foundAt('custom', { start: match.index }, { end: match.index + match[0].length }, foldText(match[0]), { label }))
    }
  }
  for (const match of rules.health === undefined ? [] : text.matchAll(rules.health)) {
    found.push(...foundAt('health', { start: match.index }, { end: match.index + match[0].length }, foldText(match[0])))
  }
  return found
}
