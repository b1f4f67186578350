import type { PersonalDataType } from '@souffleur/proto'
import type { Random } from './random.ts'

export interface Turn {
  readonly channel: 'agent' | 'caller'
  readonly text: string
  readonly spans: readonly { start: number; end: number; type: PersonalDataType }[]
}
export const conversations: Record<'fr' | 'en', readonly ((random: Random) => Turn[])[]> = { fr: [], en: [] }
