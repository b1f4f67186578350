import type { PersonalDataType } from '@souffleur/proto'

/** What words announce: a type, and whether they name its number ("card number") or only its thing ("card"). */
export interface Cue {
  readonly type: PersonalDataType
  readonly strong: boolean
  /** Where the words end, counted from the end of what was read: 0 is right before the value. */
  readonly distance: number
}

interface CueRule {
  readonly type: PersonalDataType
  readonly strong: boolean
  readonly words: RegExp
}

/** "numéro de", "number of": what makes a mention an announcement, folded. */
const no = `(?:numeros?|n°|n o|reference|ref|code|identifiant)`
const de = `(?:de |du |d'|de la |de l'|de ma |de mon |de votre |de notre |de son |de sa |d'un |d'une )?`

function rule(type: PersonalDataType, strong: boolean, source: string): CueRule {
  return { type, strong, words: new RegExp(`(?<![a-z])(?:${source})(?![a-z])`, 'g') }
}

/** In one list for both languages, over folded words; of two that end at the same place the earlier wins. */
const rules: readonly CueRule[] = [
  rule(
    'secret-code',
    true,
    `cryptogrammes?(?: visuel)?|cvv2?|cvc|security code|(?:three|3|four|4) (?:digits|numbers) on the back|(?:trois|3) (?:derniers )?chiffres (?:au dos|derriere|a l'arriere)|code (?:secret|confidentiel|pin|de verification|de securite|de validation|a usage unique|recu par sms)|(?:my |your |the )?pin(?: code| number)?|passcode|one time (?:code|password)|verification code|mot de passe|password`,
  ),
  rule('iban', true, `iban|international bank account number`),
  rule(
    'bank-account',
    true,
    `${no} ${de}compte(?: bancaire)?|account (?:number|no)|sort code|routing number|rib|code banque|code guichet|numero de rib|compte (?:bancaire|courant)|bank account`,
  ),
  rule(
    'nir',
    true,
    `${no} ${de}(?:securite sociale|secu|assure(?: social)?|carte vitale)|securite sociale|numero de secu|nir|carte vitale|immatriculation a la securite sociale`,
  ),
  rule('ssn', true, `social security(?: number| no)?|ssn|social(?= is )`),
  rule('ni-number', true, `national insurance(?: number| no)?|n ?i number|nino`),
  rule('passport', true, `passports?(?: number| no)?|passeports?|${no} ${de}passeport`),
  rule(
    'identity-card',
    true,
    `carte (?:nationale )?d'identite|cni|identity card(?: number)?|id card(?: number)?|titre de sejour|carte de sejour|residence permit|piece d'identite|${no} ${de}(?:carte d'identite|piece d'identite|titre de sejour)`,
  ),
  rule('driving-licence', true, `permis(?: de conduire)?|driv(?:ing|er|er's|ers) licen[cs]e(?: number| no)?|licen[cs]e number`),
  rule('claim-number', true, `${no} ${de}(?:sinistre|declaration)|claim (?:number|no|id|reference|ref)|sinistre (?:numero|n°)`),
  rule(
    'contract-number',
    true,
    `${no} ${de}(?:contrat|police|adhesion|abonnement)|(?:contract|policy|membership|subscription|agreement) (?:number|no|id|reference|ref)|contrat (?:numero|n°|n)|police (?:numero|n°)`,
  ),
  rule(
    'customer-number',
    true,
    `${no} ${de}(?:client|adherent|societaire|abonne|allocataire|membre|beneficiaire|fiscal)|${no} client|(?:customer|client|member|patient|user) (?:number|no|id|reference|ref)|identifiant client|client (?:numero|n°)`,
  ),
  rule(
    'order-number',
    true,
    `${no} ${de}(?:commande|reservation|colis|suivi|livraison|facture)|(?:order|booking|reservation|tracking|parcel|invoice|confirmation) (?:number|no|id|reference|ref|code)|commande (?:numero|n°)|facture (?:numero|n°)`,
  ),
  rule(
    'file-number',
    true,
    `${no} ${de}(?:dossier|ticket|demande|incident|reclamation)|(?:case|file|ticket|reference|incident|request|application) (?:number|no|id)|dossier (?:numero|n°)|ma reference|votre reference|my reference|your reference|reference (?:is|est)`,
  ),
  rule(
    'card',
    true,
    `${no} ${de}(?:carte|cb)(?: bancaire| bleue| de credit| de debit| de paiement| visa| mastercard)?|(?:carte|cb)(?: bancaire| bleue| de credit| de debit| de paiement)|card (?:number|no|details|digits)|long number(?: on (?:the|your) front)?|(?:credit|debit|bank|payment) cards?(?: number)?|(?:16|sixteen) digits?(?: card)?(?: number)?|(?:16|seize) chiffres`,
  ),
  rule('card', false, `cards?|cartes?|cb|visa|mastercard|amex|american express|cc`),
  rule(
    'phone',
    true,
    `${no} ${de}(?:telephone|portable|mobile|fixe|tel|rappel|contact)|${no} ou (?:vous|on peut|je peux vous) (?:rappeler|joindre|contacter)|(?:phone|telephone|mobile|cell|contact|callback|call back|landline|home|work) (?:number|no)|telephones?|portable|mobile|tel|phones?|landline|cell|fax|whatsapp|desk|office|(?:rappel|appel|joign|contact)(?:er|ez|able|ant|e)?(?: moi)?(?: au)?(?: sur le)?|joindre (?:au|sur le)|(?:call|ring|reach|text|phone|contact)(?:ed|ing)? (?:me|us|him|her|them|you)?(?: back)?(?: on| at)?|answering(?: at| on)?|dial|my number|your number|mon numero|votre numero|(?:his|her) number|son numero|sms (?:au|to)|fixe`,
  ),
  rule('customer-number', false, `client|customer|adherent|member`),
  rule('contract-number', false, `contrat|contract|policy|police`),
  rule('claim-number', false, `sinistre|claim`),
  rule('order-number', false, `commande|order|booking|colis|parcel|tracking`),
  rule('file-number', false, `dossier|ticket|case|file|reference|ref`),
]

/** The nearest announcement in the folded words before a value; undefined where nothing announces one. */
export function cueIn(words: string): Cue | undefined {
  let best: { rule: CueRule; end: number; length: number } | undefined
  for (const one of rules) {
    one.words.lastIndex = 0
    for (let match = one.words.exec(words); match !== null; match = one.words.exec(words)) {
      const end = match.index + match[0].length
      const better = best === undefined || end > best.end || (end === best.end && match[0].length > best.length)
      if (better) best = { rule: one, end, length: match[0].length }
      if (match[0] === '') break
    }
  }
  return best === undefined ? undefined : { type: best.rule.type, strong: best.rule.strong, distance: words.length - best.end }
}

const births = /(?<![a-z])(?:date de naissance|nee? le|naissance|date of birth|birth ?date|birthday|d o b|dob|born)(?![a-z])/g
const names =
  /(?<![a-z])(?:(?:votre|le) (?:nom|prenom)|vos nom|nom et prenom|c'est a quel nom|a quel nom|comment vous appelez|qui est (?:a l'appareil|en ligne)|epeler|your (?:full |first |last |sur|family )?name|(?:first|last|full|sur) ?name|who am i speaking|who is (?:calling|this|speaking)|whose name|under what name|spell (?:that|it|your))(?![a-z])/g
const addresses =
  /(?<![a-z])(?:votre adresse(?: postale| de livraison| de facturation| complete)?|ou habitez|your (?:home |postal |full |billing |delivery |shipping |current )?address|where do you live|first line of)(?![a-z])/g
const emails = /(?<![a-z])(?:e ?- ?mail|email|mail|courriel|adresse electronique|adresse mail)(?![a-z])/g
const asking =
  /(?<![a-z])(?:quel(?:le)?s?|pouvez|pourriez|puis je|donnez|donner|indiquer|communiquer|rappeler|confirmer|s'il vous plait|besoin|il me faut|auriez|avez vous|votre|je vous ecoute|can|could|may|please|what|what's|need|give|tell|confirm|read|your|have|do you)(?![a-z])/

/** Longest stretch at the end of an utterance that is read as its question. */
const QUESTION_CHARACTERS = 240

/** The type of what a question asks for ("votre numéro de carte ?", "date of birth?"), from its folded words. */
export function askedFor(folded: string): PersonalDataType | undefined {
  const words = folded.slice(-QUESTION_CHARACTERS)
  if (!asking.test(words) && !folded.includes('?')) return undefined
  const cue = cueIn(words)
  const found: { type: PersonalDataType; end: number }[] =
    cue?.strong === true ? [{ type: cue.type, end: words.length - cue.distance }] : []
  for (const [type, pattern] of [
    ['birth-date', births],
    ['name', names],
    ['postal-address', addresses],
    ['email', emails],
  ] as const) {
    for (const match of words.matchAll(pattern)) found.push({ type, end: match.index + match[0].length })
  }
  return found.toSorted((a, b) => b.end - a.end)[0]?.type
}
