import type { EntityType } from '@souffleur/language'
import type { Language } from './analysed-utterance.ts'

/** The few words that Souffleur itself adds to a summary. Everything else in it is quoted from the call. */
interface Wording {
  readonly advisor: string
  readonly customer: string
  readonly speaker: string
  readonly saidByCustomer: { readonly settled: string; readonly unsettled: string }
  readonly saidByAdvisor: { readonly settled: string; readonly unsettled: string }
  readonly callBack: string
  readonly corrected: (earlier: string) => string
  readonly entity: Readonly<Record<EntityType, string>>
  /** Opening and closing quotation marks, with their spaces. */
  readonly quotes: readonly [string, string]
  readonly colon: string
}

/** The kinds of entity worth a line among the facts of every call. */
export const factTypes = ['contract', 'claim', 'amount', 'date', 'time', 'phone', 'email', 'iban'] as const satisfies readonly EntityType[]

const wordings: Record<Language, Wording> = {
  en: {
    advisor: 'Advisor',
    customer: 'Customer',
    speaker: 'Speaker',
    saidByCustomer: {
      settled: 'The customer said that the matter was settled',
      unsettled: 'The customer said that the matter was not settled',
    },
    saidByAdvisor: { settled: 'The advisor said that it was settled', unsettled: 'The advisor said what is still open' },
    callBack: 'Call back',
    corrected: (earlier) => `corrected in the call, first given as ${earlier}`,
    entity: {
      contract: 'Contract',
      claim: 'Claim',
      amount: 'Amount',
      date: 'Date',
      time: 'Time',
      phone: 'Telephone',
      email: 'E-mail',
      iban: 'IBAN',
      postcode: 'Postcode',
      number: 'Number',
    },
    quotes: ['“', '”'],
    colon: ': ',
  },
  fr: {
    advisor: 'Conseiller',
    customer: 'Client',
    speaker: 'Locuteur',
    saidByCustomer: {
      settled: 'Le client a dit que la question était réglée',
      unsettled: 'Le client a dit que la question n’était pas réglée',
    },
    saidByAdvisor: { settled: 'Le conseiller a dit que c’était réglé', unsettled: 'Le conseiller a dit ce qui reste ouvert' },
    callBack: 'Rappeler',
    corrected: (earlier) => `corrigé pendant l’appel, d’abord donné comme ${earlier}`,
    entity: {
      contract: 'Contrat',
      claim: 'Sinistre',
      amount: 'Montant',
      date: 'Date',
      time: 'Heure',
      phone: 'Téléphone',
      email: 'Courriel',
      iban: 'IBAN',
      postcode: 'Code postal',
      number: 'Nombre',
    },
    quotes: ['«\u00a0', '\u00a0»'],
    colon: '\u00a0: ',
  },
}

export function wordingFor(language: Language): Wording {
  return wordings[language]
}

export function quoted(text: string, language: Language): string {
  const [open, close] = wordings[language].quotes
  return `${open}${text.trim()}${close}`
}
