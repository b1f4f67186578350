import { type DialogueAct, type DialogueActName, dialogueActs, findEntities, isStopWord, tokenise } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

/** Why words bring no suggestion, before anything is looked up. */
export type RoutineReason = 'routine' | 'identity' | 'too-short'

/** Acts that keep a conversation going and ask for nothing. */
const routineActs: ReadonlySet<DialogueActName> = new Set([
  'greeting',
  'farewell',
  'thanks',
  'holding',
  'acknowledgement',
  'confirmation',
  'refusal',
  'small_talk',
])

/** What surrounds a name, a number or an address when somebody gives it; folded. */
const identityWords: Record<Language, ReadonlySet<string>> = {
  en: new Set(
    `name surname first last spelled spelt spell born birth date number contract policy claim reference phone telephone mobile email mail
    address street road avenue postcode code live lives mr mrs miss ms sir madam starts begins ends followed double letters letter digits
    speaking calling married maiden file customer client account here sure let see wait find hold moment paper front got card`.split(/\s+/),
  ),
  fr: new Set(
    `nom prenom famille epelle epeler appelle nee ne naissance date numero contrat police sinistre dossier reference telephone portable
    fixe mail email courriel adresse rue avenue boulevard allee place code postal habite habitons domicilie monsieur madame mademoiselle
    commence finit suivi double lettre lettres chiffres jeune fille client cliente compte attendez voyons cherche trouve yeux devant papier`.split(
      /\s+/,
    ),
  ),
}

/** A name that somebody gives in answer has one or two words, capitals and no verb. */
const MOST_NAME_WORDS = 4
/** Content words beyond which an act is more than a formality: "I'm looking for a health plan for two" isn't holding the line. */
const MOST_WORDS: Partial<Record<DialogueActName, number>> = { refusal: 1, holding: 2 }

/** The reason why nothing is to be looked up for these words, or undefined when it may be worth it. */
export function routineReason(text: string, language: Language): RoutineReason | undefined {
  const acts = dialogueActs(text, language, 'customer')
  const substantial = acts.filter((act) => !isRoutine(act, text, language))
  if (substantial.length === 0) return 'routine'
  const substance = substantial.map(({ start, end }) => text.slice(start, end))
  if (!acts.some(({ act }) => act === 'question' || act === 'request') && substance.every((clause) => givesIdentity(clause, language))) {
    return 'identity'
  }
  return contentWords(substance.join(' '), language).length === 0 ? 'too-short' : undefined
}

/** "No, thank you" is routine; "I have not been reimbursed" is a refusal in form only, and why people call. */
function isRoutine({ act, start, end }: DialogueAct, text: string, language: Language): boolean {
  const most = MOST_WORDS[act] ?? Number.POSITIVE_INFINITY
  return routineActs.has(act) && contentWords(text.slice(start, end), language).length <= most
}

/** Nothing is left of it but names, numbers and the words that introduce them. */
function givesIdentity(clause: string, language: Language): boolean {
  const entities = findEntities(clause, language)
  const rest = contentWords(clause, language).filter(
    ({ start, end }) => !entities.some((entity) => entity.start <= start && end <= entity.end),
  )
  const strange = rest.filter(({ folded }) => !identityWords[language].has(folded))
  const introduced = strange.length < rest.length || entities.length > 0
  const isName = (word: { readonly start: number }) => /^\p{Lu}/u.test(clause.slice(word.start)) && word.start > 0
  return introduced && strange.length <= MOST_NAME_WORDS && strange.every(isName)
}

function contentWords(text: string, language: Language) {
  return tokenise(text, language).filter(({ folded }) => !isStopWord(folded, language))
}
