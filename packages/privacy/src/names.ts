import type { Found } from './found.ts'
import type { CompiledRules } from './rules.ts'
import type { Scan } from './scan.ts'
import type { FindOptions } from './types.ts'

export function findNames(_scan: Scan, _rules: CompiledRules, _options: FindOptions): Found[] {
  return []
}
