import { foldText, type Language } from '@souffleur/language'

/** Words that change what a sentence promises: they may neither come in nor get lost. */
export const markKinds = ['negation', 'condition', 'limit', 'duty', 'option', 'before', 'after', 'least', 'most'] as const
export type MarkKind = (typeof markKinds)[number]

/** Over folded text. */
const marks: Record<Language, Readonly<Record<MarkKind, RegExp>>> = {
  en: {
    negation: /\b(?:not|never|no|nor|without|cannot|nothing|nobody|none|neither)\b|n't\b/,
    condition: /\b(?:if|unless|provided|as long as|in case)\b/,
    limit: /\b(?:only|except|excluding|solely|just)\b/,
    duty: /\b(?:must|have to|has to|required|mandatory|need to|needs to|shall)\b/,
    option: /\b(?:may|might|can|could|possible|optional|optionally)\b/,
    before: /\b(?:before|prior|until|by the)\b/,
    after: /\b(?:after|from|once|later|since)\b/,
    least: /\b(?:at least|minimum|no less)\b/,
    most: /\b(?:at most|maximum|up to|within|no more|limited to|ceiling)\b/,
  },
  fr: {
    negation: /\b(?:pas|jamais|aucune?|sans|ni|rien|personne ne|n(?:e |')\w+ plus|non)\b/,
    condition: /\b(?:si|sauf|a condition|pourvu|en cas|lorsqu\w*|s'il|s'ils|s'elle)\b/,
    limit: /\b(?:seule?s?|seulement|uniquement|excepte|hors|exclus?e?s?|exclusivement|ne \w+ que)\b/,
    duty: /\b(?:doit|doivent|devez|dois|devra|obligatoires?|il faut|necessaires?|requise?s?)\b/,
    option: /\b(?:peut|peuvent|pouvez|peux|pourra|possible|facultatif|facultative|eventuellement)\b/,
    before: /\b(?:avant|jusqu\w*)\b/,
    after: /\b(?:apres|a partir|depuis|des que|a compter|plus tard)\b/,
    least: /\b(?:au moins|minimum|au minimum)\b/,
    most: /\b(?:au plus|maximum|au maximum|sous|dans les|dans la limite|plafond|limitee?s? a|jusqu'a)\b/,
  },
}

/** What can't be left out even when the part of the sentence that has it is. */
export const keptMarks: ReadonlySet<MarkKind> = new Set(['condition', 'limit'])

export function marksIn(text: string, language: Language): ReadonlySet<MarkKind> {
  const folded = plain(text)
  return new Set(markKinds.filter((kind) => marks[language][kind].test(folded)))
}

/** How often something is denied: "nothing is not decided" isn't "nothing is decided". */
export function negationsIn(text: string, language: Language): number {
  return [...plain(text).matchAll(new RegExp(marks[language].negation, 'g'))].length
}

function plain(text: string): string {
  return foldText(text).replaceAll('’', "'")
}
