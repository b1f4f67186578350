import type { EntityText, Lexeme } from '../entities/lexeme.ts'
import { isStopWord } from '../stop-words.ts'

const references =
  /^(?:contrats?|contract|polic[ey]|dossier|references?|claim|sinistre|account|compte|card|carte|client|customer|member|membre|adherent|order|commande|booking|reservation|file|case|ticket|invoice|facture|code|serial|serie|siret|siren|registration|immatriculation|plaque|plate|iban|rib)$/
const numbers = /^(?:number|numero|ref|extension|poste|room|chambre|pin|phone|telephone|portable|mobile|fixe|chiffres?|digits?)$/

/** A contract, a card, a file: what follows is a reference rather than a telephone number. */
export function isAfterReferenceWord({ lexemes }: EntityText, index: number): boolean {
  return wordsBefore(lexemes, index, 7).some((word) => references.test(word))
}

/** Something that has a number was named: digits that follow are dictated. */
export function isAfterNumberWord(source: EntityText, index: number): boolean {
  return isAfterReferenceWord(source, index) || wordsBefore(source.lexemes, index, 5).some((word) => numbers.test(word))
}

/** "Née le", "date of birth": two digits, two digits and four make a day. */
export function isAfterBirthWord({ lexemes }: EntityText, index: number): boolean {
  return wordsBefore(lexemes, index, 5).some((word) => /^(?:born|birth|birthday|nee?|naissance)$/.test(word))
}

/** Something that the number before it may count: "personnes", "euros". Function words and punctuation aren't counted. */
export function isCounted({ lexemes, language }: EntityText, index: number): boolean {
  const lexeme = lexemes[index]
  return lexeme?.kind === 'word' && !isStopWord(stripElision(lexeme.folded), language)
}

/** Counted, and visibly more than one. */
export function isPluralNoun(source: EntityText, index: number): boolean {
  return isCounted(source, index) && /[sx]$/.test(source.lexemes[index]?.folded ?? '')
}

function wordsBefore(lexemes: readonly Lexeme[], index: number, count: number): string[] {
  return lexemes.slice(Math.max(0, index - count), index).map(({ folded }) => stripElision(folded))
}

/** "j'" is the word "j". */
function stripElision(folded: string): string {
  return folded.endsWith("'") ? folded.slice(0, -1) : folded
}
