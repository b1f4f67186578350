import { foldText } from '@souffleur/language'
import { PromiseParty } from '@souffleur/proto'
import type { Language, Speaker } from './analysed-utterance.ts'
import type { SaidClause } from './said-clauses.ts'

interface Promised {
  readonly by: PromiseParty
  readonly to: PromiseParty
  /** The day, the hour or the period, as said; empty when none was. */
  readonly due: string
}

/** Subjects who aren't on the line: "my colleague will call you", "l'expert passera jeudi". Over the folded clause. */
const others: Record<Language, RegExp> = {
  en: /^(?:(?:and|so|then|but|yes|ok|okay|well|alright)[, ]+)*(?:(?:some|any)(?:one|body)|an? (?:\w+ )?(?:colleague|expert|advisor|adviser|technician|plumber|specialist|manager)|(?:my|our|the) (?:\w+ )?(?:colleague|manager|supervisor|expert|plumber|garage|team|technician|department|bank|wife|husband|neighbou?r|landlord|son|daughter)|they|he|she)\b/,
  fr: /^(?:(?:et|donc|alors|mais|oui|bon|d'accord|voila)[, ]+)*(?:quelqu'un|un[e]? (?:\w+ )?(?:collegue|expert|experte|conseiller|conseillere|technicien|technicienne|plombier|specialiste|responsable)|(?:mon|ma|notre|nos|le|la|les|l')\s?(?:\w+ )?(?:collegue|responsable|expert|experte|plombier|garage|equipe|technicien|service|banque|femme|mari|voisin|voisine|proprietaire|fils|fille)|ils?|elles?)\b/,
}

/** Who promises, to whom, and until when. What can't be told is left unspecified. */
export function promiseOf({ analysed, act, text }: SaidClause): Promised {
  const { speaker, language, entities } = analysed
  const due = entities
    .filter(({ type, start, end }) => (type === 'date' || type === 'time') && start >= act.start && end <= act.end)
    .map((entity) => entity.text)
    .join(', ')
  const by = others[language].test(foldText(text)) ? PromiseParty.OTHER : partyOf(speaker)
  return { by, to: partyOf(otherThan(speaker)), due }
}

function partyOf(speaker: Speaker): PromiseParty {
  switch (speaker) {
    case 'customer':
      return PromiseParty.CUSTOMER
    case 'advisor':
      return PromiseParty.ADVISOR
    case 'unknown':
      return PromiseParty.UNSPECIFIED
  }
}

function otherThan(speaker: Speaker): Speaker {
  switch (speaker) {
    case 'customer':
      return 'advisor'
    case 'advisor':
      return 'customer'
    case 'unknown':
      return 'unknown'
  }
}
