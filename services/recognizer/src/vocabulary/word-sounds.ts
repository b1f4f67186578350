import type { Language } from '@souffleur/proto'
import { englishSounds } from './english-sounds.ts'
import { frenchSounds } from './french-sounds.ts'

const soundsOf: Readonly<Record<Language, (word: string) => string>> = { en: englishSounds, fr: frenchSounds }
const known: Readonly<Record<Language, Map<string, string>>> = { en: new Map(), fr: new Map() }
/** Far more than the words of a language in use; only a flood of nonsense reaches it. */
const MEMORY_WORDS = 50_000

/** Classes of sounds of what is written: hyphens and spaces separate words, apostrophes don't. Memoised. */
export function writtenSounds(text: string, language: Language): string {
  const memory = known[language]
  const remembered = memory.get(text)
  if (remembered !== undefined) return remembered
  if (memory.size >= MEMORY_WORDS) memory.clear()
  const joint = language === 'fr' ? 'et' : 'and'
  const plain = text.toLowerCase().normalize('NFC').replace(/&/g, joint).replace(/['’]/g, '')
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const sounds = words.map(soundsOf[language]).join('')
  memory.set(text, sounds)
  return sounds
}
