import type { Utterance } from '@souffleur/proto'

/** Less of the words than this is a phrase in passing, or a mistake, and not a language of the call. */
const LEAST_SHARE = 0.15

/** The languages of a call by what was said in them, the most spoken first. */
export function heardLanguages(utterances: Iterable<Pick<Utterance, 'language' | 'text'>>): readonly string[] {
  const lengths = new Map<string, number>()
  for (const { language, text } of utterances) {
    if (language !== '') lengths.set(language, (lengths.get(language) ?? 0) + text.length)
  }
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0)
  return [...lengths]
    .filter(([, length]) => length >= total * LEAST_SHARE)
    .toSorted(([, a], [, b]) => b - a)
    .map(([language]) => language)
}
