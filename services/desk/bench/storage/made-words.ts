import type { Language } from '@souffleur/proto'

/** Numbers that look random and are the same for the same seed: 32 bits of state are enough for words that nobody means. */
export class SeededNumbers {
  #state: number

  constructor(...seed: readonly number[]) {
    this.#state = seed.reduce((state, part) => Math.imul(state ^ part, 0x9e3779b1) >>> 0, 0x2545f491)
  }

  /** 0 to 1, not included. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** 0 to `count`, not included. */
  below(count: number): number {
    return Math.floor(this.next() * count)
  }

  /** @param choices at least one */
  of<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)]
    if (chosen === undefined) throw new RangeError('nothing to choose from')
    return chosen
  }

  /** As the ids of events look. */
  uuid(): string {
    const part = (digits: number) =>
      this.below(16 ** digits)
        .toString(16)
        .padStart(digits, '0')
    return `${part(8)}-${part(4)}-4${part(3)}-a${part(3)}-${part(6)}${part(6)}`
  }
}

const said: Record<Language, string> = {
  fr: `je le de et la pas est que vous un à les ça une en c'est pour oui on des bonjour alors mon ce dans du votre il avec qui ne j'ai plus sur donc
    par mais bien contrat dossier d'accord sinistre appelle numéro merci madame monsieur faire peux été assurance jours voilà euros mois fait là
    cette si très comme tout quand facture attendez problème résilier rembourser remboursement véhicule habitation garantie franchise devis
    expert dégât eaux fuite plafond paiement prélèvement échéance adresse courrier carte verte attestation délai réponse rappeler demain semaine
    conseiller service client résiliation cotisation avenant bris glace vol serrure incendie constat tiers responsable indemnisation virement
    compte bancaire mutuelle ordonnance optique dentaire hospitalisation bénéficiaire conjoint enfant déménagement logement propriétaire locataire`,
  en: `i the you a to and it is that of my we for in yes on have your be with not are this so do what was me can if at no just okay but they from
    policy claim call number thank please about will would there an as all when out know get been right would how time need account payment
    cancel refund cover damage water leak ceiling car accident repair garage estimate quote premium excess renewal letter email address date
    days week tomorrow month pounds card bank transfer direct debit statement invoice problem waiting response manager complaint service
    insurance home contents travel luggage flight delay medical dental glasses prescription beneficiary spouse child moving house landlord
    tenant lock theft fire report third party liable settlement voucher certificate endorsement adviser confirm details security question`,
}
const beginnings = [
  'bra',
  'ver',
  'mon',
  'cal',
  'tri',
  'pel',
  'dor',
  'fan',
  'sul',
  'gri',
  'lom',
  'nar',
  'plo',
  'ric',
  'tav',
  'ziv',
  'cor',
  'bel',
  'quin',
  'jas',
]
const middles = ['ta', 'ri', 'mo', 'le', 'nu', 'so', 'vi', 'da', 'ke', 'pa', 'ro', 'fi', 'lu', 'ge', 'bo', 'xe']
const ends: Record<Language, readonly string[]> = {
  fr: ['tion', 'ment', 'ette', 'eur', 'age', 'ique', 'able', 'oir', 'ée', 'ance'],
  en: ['ing', 'ment', 'ness', 'er', 'ed', 'ly', 'able', 'ship', 'ful', 'ance'],
}

/** So many different words a language: those of every call first, others rarer and rarer. */
export const VOCABULARY = 20_000

/** A word by how often it is said, from 0, which nearly every call has. Beyond the usual ones, it only looks like a word. */
export function madeWord(language: Language, rank: number): string {
  const usual = words[language]
  const known = usual[rank]
  if (known !== undefined) return known
  const rest = rank - usual.length
  const [first, second] = [beginnings[rest % 20], middles[Math.floor(rest / 20) % 16]]
  const third = middles[Math.floor(rest / 3200) % 16]
  return `${first}${second}${third}${ends[language][Math.floor(rest / 320) % 10]}`
}

const words: Record<Language, readonly string[]> = { fr: said.fr.split(/\s+/), en: said.en.split(/\s+/) }

/** Some words by Zipf's law, as speech has them. */
export function madeSentence(numbers: SeededNumbers, language: Language): string[] {
  const length = 5 + numbers.below(15)
  return Array.from({ length }, () => madeWord(language, Math.floor(VOCABULARY ** numbers.next()) - 1))
}
