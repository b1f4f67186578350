import { foldText } from './fold-text.ts'
import type { Language } from './language.ts'

/** Frequent words of one language that aren't words of the other, folded. */
const functionWords: Record<Language, ReadonlySet<string>> = {
  fr: new Set(
    `aujourd'hui alors aussi avec avez avoir beaucoup bien bonjour bonsoir c'est cela ce ces cette chez comme dans de depuis des donc du elle
    est et etait etes faire faut il ils j'ai je la le les leur lui ma mais merci mes moi mon ne notre nous ou oui par pas peut peux pour
    pourquoi pouvez puis quand que quel quelle qui quoi sa ses si son sont suis sur tout tres un une vais votre vous voudrais y ca d'accord`.split(
      /\s+/,
    ),
  ),
  en: new Set(
    `about after and are because been but can could did do does don't for from had has have he hello her here his how i i'd i'll i'm i've
    is it it's just like my need no not of okay our please right she should so that that's the their them then there they this to
    thank thanks want was we well were what when where which who why will with would yes you your`.split(/\s+/),
  ),
}

export interface LanguageGuess {
  readonly language: Language
  /** 0.5 (it may as well be the other one) to 1. */
  readonly confidence: number
}

/** A guess from function words; undefined when there is none of either language. For text, not for sound: a recogniser knows better. */
export function detectLanguage(text: string): LanguageGuess | undefined {
  const words = foldText(text).match(/[\p{L}']+/gu) ?? []
  const scores = { fr: frenchSpelling(text), en: 0 }
  for (const word of words) {
    if (functionWords.fr.has(word) || /^(?:[cdjlmnst]|qu)'[a-z]{3}/.test(word)) scores.fr += 1
    if (functionWords.en.has(word)) scores.en += 1
  }
  const total = scores.fr + scores.en
  if (total === 0) return undefined
  const language: Language = scores.fr > scores.en ? 'fr' : 'en'
  // One pseudo-count for each, so that a single word is no certainty.
  return { language, confidence: (scores[language] + 1) / (total + 2) }
}

/** Accents hardly occur in English. */
function frenchSpelling(text: string): number {
  return (text.match(/[éèêàùçôîœ]/giu) ?? []).length > 0 ? 1 : 0
}
