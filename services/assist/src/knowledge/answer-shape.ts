import { foldText } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

/** What a question wants to hear: an amount, a delay, a number to call, papers. */
const answerShapes = ['amount', 'delay', 'phone', 'papers'] as const
export type AnswerShape = (typeof answerShapes)[number]

const asked: Record<Language, readonly (readonly [AnswerShape, RegExp])[]> = {
  en: [
    ['delay', /\b(?:how (?:long|soon|quickly|many (?:days|weeks|months))|when|deadline|time limit|by what date)\b/],
    ['amount', /\b(?:how much|what (?:amount|price|sum)|costs?|price|excess|charged?|fees?)\b/],
    ['phone', /\b(?:what number|which number|phone number|who (?:do|should|can) i (?:call|ring)|number to (?:call|ring))\b/],
    ['papers', /\b(?:what (?:documents?|papers|proof|do i (?:need to )?(?:send|provide|bring))|which documents?|paperwork|receipts?)\b/],
  ],
  fr: [
    ['delay', /\b(?:combien de (?:temps|jours|semaines|mois)|quand|delai|date limite|avant quand|dans combien)\b/],
    ['amount', /\b(?:combien|quel (?:montant|prix|tarif)|quelle somme|cout|coute|franchise|frais|cher)\b/],
    ['phone', /\b(?:quel numero|a quel numero|numero (?:de telephone|a appeler)|qui (?:appeler|contacter)|j'appelle qui)\b/],
    [
      'papers',
      /\b(?:quels? (?:documents?|papiers?|justificatifs?|pieces?)|quelles pieces|justificatifs?|factures?|fournir|qu'est-ce (?:qu'il faut|que je dois) envoyer)\b/,
    ],
  ],
}

const given: Record<AnswerShape, RegExp> = {
  amount: /€|%|\beur(?:os?)?\b/,
  delay: /\d+\s*(?:working |calendar )?(?:days?|weeks?|months?|hours?|years?|jours?|semaines?|mois|heures?|ans?)\b/,
  phone: /\b0\d(?: \d\d){4}\b/,
  papers:
    /\b(?:documents?|proof|photos?|invoices?|receipts?|certificates?|copy|justificatifs?|pieces?|factures?|attestations?|photographies?|copie)\b/,
}

/** The first shape that the words ask for. "combien de temps" wants a delay, so delays are looked for first. */
export function shapeAskedFor(text: string, language: Language): AnswerShape | undefined {
  const folded = foldText(text)
  return asked[language].find(([, pattern]) => pattern.test(folded))?.[0]
}

export function hasShape(quote: string, shape: AnswerShape): boolean {
  return given[shape].test(foldText(quote))
}

/** Everything that a passage can answer with. */
export function shapesOf(quote: string): ReadonlySet<AnswerShape> {
  const folded = foldText(quote)
  return new Set(answerShapes.filter((shape) => given[shape].test(folded)))
}
