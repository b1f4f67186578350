import { phoneticKey } from '@souffleur/assist'
import { foldText, tokenise } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

/** What a recogniser may write instead: other words that sound alike, by their sound. */
export type SoundAlikes = ReadonlyMap<string, readonly string[]>

/** Of all words in some texts. */
export function soundAlikesIn(texts: Iterable<string>, language: Language): SoundAlikes {
  const words = new Set<string>()
  for (const text of texts) for (const { word } of tokenise(text, language)) if (!/\d/.test(word)) words.add(word)
  return Map.groupBy(words, (word) => phoneticKey(foldText(word), language))
}

const DELETED_SHARE = 0.3

/**
 * Words as a recogniser gets them wrong: some left out, some written as another word of the same sound, else without their last sound.
 * @param rate share of words that are wrong
 * @param random 0 to 1
 */
export function mishear(
  text: string,
  {
    language,
    alikes,
    rate,
    random,
  }: { readonly language: Language; readonly alikes: SoundAlikes; readonly rate: number; readonly random: () => number },
): string {
  return tokenise(text, language)
    .flatMap(({ word, folded }) => {
      if (random() >= rate) return [word]
      if (random() < DELETED_SHARE) return []
      const others = (alikes.get(phoneticKey(folded, language)) ?? []).filter((other) => foldText(other) !== folded)
      const other = others[Math.floor(random() * others.length)]
      return [other ?? (folded.length > 3 ? folded.slice(0, -1) : folded)]
    })
    .join(' ')
}
