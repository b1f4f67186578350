import type { Found } from './found.ts'
import type { Scan } from './scan.ts'
import type { PersonalDataType } from './types.ts'

export function findAddresses(_scan: Scan, _expected: PersonalDataType | undefined): Found[] {
  return []
}
