import { stem } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

/**
 * Words that say what kind of answer a question wants, or that only carry it ("what is the amount of", "how can I get"), not what it is
 * about: they choose a passage, and count less for choosing the article.
 */
const words: Record<Language, string> = {
  fr: `montant prix tarif coût somme quantité délai durée date jour moment période condition règle raison cas façon manière moyen type
sorte exemple différence but rôle pouvoir peux peut puis devoir dois doit faut falloir faire fait avoir obtenir bénéficier percevoir
toucher recevoir demander savoir connaître trouver utiliser vouloir veux voudrais aimerais souhaite permettre permet sert servir possible
nécessaire obligatoire maximal maximum minimal minimum normal appelle appelé nomme nommé situe situé vient suis aller`,
  en: `amount price cost sum quantity delay duration date day moment period condition rule reason case way manner kind sort type example
difference purpose role can could must should need have get obtain receive ask know find use want like wish allow possible necessary
mandatory maximum minimum normal called named located go`,
}

const frames: Record<Language, ReadonlySet<string>> = { fr: stemsOf('fr'), en: stemsOf('en') }

/** @param term a stem, as `contentTerms` gives it */
export function isFrameTerm(term: string, language: Language): boolean {
  return frames[language].has(term)
}

function stemsOf(language: Language): ReadonlySet<string> {
  return new Set(words[language].split(/\s+/).map((word) => stem(word, language)))
}
