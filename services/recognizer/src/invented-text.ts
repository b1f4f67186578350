import type { Language } from '@souffleur/proto'
import type { HypothesisWord } from './engine.ts'

/** What models write for noise, because films and videos end like this: never a whole utterance of a telephone call. */
const filmEndings: Record<Language, readonly RegExp[]> = {
  en: [
    /^thank(s| you)( so much| very much)? for (watching|listening|viewing)/,
    /^(please )?(like and )?subscribe/,
    /^subtitles? by/,
    /amara ?org/,
  ],
  fr: [/^sous[- ]titr/, /^merci d avoir (regardé|suivi|visionné)/, /^abonnez[- ]vous/, /amara ?org/, /^❤/],
}

interface LoopShape {
  readonly words: number
  readonly rounds: number
}

/** People do say "non, non, non" or "four four four": the shorter the unit, the more rounds it takes to be a loop. */
const loopShapes: readonly LoopShape[] = [
  { words: 1, rounds: 7 },
  { words: 2, rounds: 4 },
  ...[3, 4, 5, 6, 7, 8, 9, 10].map((words) => ({ words, rounds: 3 })),
]

/**
 * Takes out what an engine has made up: the second and later rounds of a text that repeats itself, also when only numbers change from
 * round to round, and the phrases with which films end, when they are all there is.
 */
export function withoutInventedText(words: readonly HypothesisWord[], language: Language): readonly HypothesisWord[] {
  const plain = words.map(({ text }) => plainOf(text))
  const said = plain.join(' ').replace(/\s+/g, ' ').trim()
  if (filmEndings[language].some((ending) => ending.test(said))) return []
  for (let start = 0; start < plain.length; start += 1) {
    const loop = loopShapes.find((shape) => repeats(plain, start, shape))
    if (loop !== undefined) return words.slice(0, start + loop.words)
  }
  return words
}

function repeats(plain: readonly string[], start: number, { words, rounds }: LoopShape): boolean {
  if (start + words * rounds > plain.length) return false
  const unit = plain.slice(start, start + words)
  // Dictated digits repeat themselves.
  if (unit.every((word) => word === NUMBER || word.length < 2)) return false
  return unit.every((word, place) => {
    for (let round = 1; round < rounds; round += 1) if (plain[start + round * words + place] !== word) return false
    return true
  })
}

const NUMBER = '0'

function plainOf(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}❤]+/gu, ' ')
    .trim()
  return /^\d+( \d+)*$/.test(bare) ? NUMBER : bare
}
