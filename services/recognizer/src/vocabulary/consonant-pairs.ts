import { type Sounds, soundGroupCount, soundGroups } from './sounds.ts'

/** Stands for the beginning and the end. */
const EDGE = soundGroupCount
const WIDTH = EDGE + 1

/** Codes are below it. */
export const pairCount: number = WIDTH * WIDTH

/**
 * Codes of the pairs of neighbouring consonants, each once; vowels between them don't count, and consonants that are mistaken for each
 * other are one (see sounds.ts). "Auréline" and "railing" have the same pairs.
 */
export function consonantPairs(sounds: Sounds): number[] {
  const pairs: number[] = []
  let before = EDGE
  for (const sound of sounds) {
    const group = soundGroups[sound]
    if (group === undefined) continue
    addOnce(pairs, before * WIDTH + group)
    before = group
  }
  addOnce(pairs, before * WIDTH + EDGE)
  return pairs
}

function addOnce(pairs: number[], pair: number): void {
  if (!pairs.includes(pair)) pairs.push(pair)
}
