import type { Language } from '@souffleur/proto'
import { isVowel, type Sounds, soundCode, soundCosts, soundCount, soundWeights, weightOfSounds } from './sounds.ts'

/** Sounds with what it costs to leave each out. */
export interface SoundSequence {
  readonly sounds: Sounds
  readonly leaveOut: Float32Array
  readonly weight: number
}

/** An unstressed vowel at the beginning of an English word is often not heard at all. */
const FIRST_ENGLISH_VOWEL = 0.3
/** A French word that begins with a vowel takes the end of the word before it along: "les assurances" has a z in the middle. */
const LIAISON = 0.3
const liaisonSounds = new Set(['z', 't', 'n'].map(soundCode))

export function soundSequence(sounds: Sounds, language: Language): SoundSequence {
  const leaveOut = Float32Array.from(sounds, (sound) => soundWeights[sound] ?? 0)
  const [first, second] = sounds
  if (language === 'en' && isVowel(first)) leaveOut[0] = Math.min(FIRST_ENGLISH_VOWEL, leaveOut[0] ?? 0)
  if (language === 'fr' && first !== undefined && liaisonSounds.has(first) && isVowel(second)) leaveOut[0] = LIAISON
  return { sounds, leaveOut, weight: weightOfSounds(sounds) }
}

const MAX_SOUNDS = 255
let above = new Float64Array(MAX_SOUNDS + 1)
let row = new Float64Array(MAX_SOUNDS + 1)

/**
 * Levenshtein's distance with the costs of confusing sounds.
 * @returns Infinity as soon as it is sure to be more than `most`
 */
export function soundDistance(a: SoundSequence, b: SoundSequence, most: number): number {
  const width = b.sounds.length
  if (width > MAX_SOUNDS) return Infinity
  above[0] = 0
  for (let column = 1; column <= width; column += 1) above[column] = (above[column - 1] ?? 0) + (b.leaveOut[column - 1] ?? 0)
  for (let line = 0; line < a.sounds.length; line += 1) {
    if (fillRow((a.sounds[line] ?? 0) * soundCount, a.leaveOut[line] ?? 0, b) > most) return Infinity
    ;[above, row] = [row, above]
  }
  const distance = above[width] ?? Infinity
  return distance > most ? Infinity : distance
}

/** @returns the least of the row: no way through it costs less */
function fillRow(costsAt: number, leaveOut: number, { sounds, leaveOut: leaveOutOf }: SoundSequence): number {
  let left = (above[0] ?? 0) + leaveOut
  let diagonal = above[0] ?? 0
  let least = left
  row[0] = left
  for (let column = 0; column < sounds.length; column += 1) {
    const up = above[column + 1] ?? 0
    const taken = diagonal + (soundCosts[costsAt + (sounds[column] ?? 0)] ?? 0)
    left = Math.min(taken, up + leaveOut, left + (leaveOutOf[column] ?? 0))
    row[column + 1] = left
    diagonal = up
    if (left < least) least = left
  }
  return least
}
