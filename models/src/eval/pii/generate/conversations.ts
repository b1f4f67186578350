import type { PersonalDataType } from '@souffleur/proto'
import type { Random } from './random.ts'
import { makers, typesOfMakers } from './values.ts'

/** One utterance of a conversation, with what has to be hidden in it. */
export interface Turn {
  readonly channel: 'agent' | 'caller'
  readonly text: string
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: PersonalDataType }[]
}

type Language = 'fr' | 'en'
type Conversation = (random: Random) => Turn[]

/**
 * Turns as "a: words" and "c: words". `{kind}` is a whole value; `{kind/2/1}` the first of two parts of one value, the same through the
 * conversation; `{kind!}` says that value again.
 */
function conversation(language: Language, spoken: boolean, lines: readonly string[]): Conversation {
  return (random) => {
    const values = new Map<string, string>()
    const madeOnce = (kind: string) => {
      const known = values.get(kind)
      const made = known ?? makers[kind]?.(random, language, spoken) ?? ''
      values.set(kind, made)
      return made
    }
    return lines.map((line) => {
      let text = ''
      const spans: { start: number; end: number; type: PersonalDataType }[] = []
      for (const part of line.slice(3).split(/(\{[^}]+\})/)) {
        const [, kind, parts, place] = /^\{(\w+)(?:\/(\d)\/(\d))?\}$/.exec(part) ?? []
        if (kind === undefined) {
          text += part
          continue
        }
        const value = madeOnce(kind)
        const start = text.length
        text += parts === undefined ? value : partOf(value, Number(parts), Number(place))
        const type = typesOfMakers[kind]
        if (type !== undefined) spans.push({ start, end: text.length, type })
      }
      return { channel: line.startsWith('a') ? 'agent' : 'caller', text, spans }
    })
  }
}

/** A part in whole words; a value without spaces is cut by characters. */
function partOf(value: string, parts: number, place: number): string {
  const words = value.split(/[ -](?=\S)/)
  const units = words.length >= parts * 2 ? words : (value.replace(/[ .-]/g, '').match(/\d{2}/g) ?? [value])
  const size = Math.ceil(units.length / parts)
  return units.slice((place - 1) * size, place * size).join(' ')
}

const french = [
  [
    'a: Quel est votre numéro de carte, s’il vous plaît ?',
    'c: {card/2/1}',
    'a: oui',
    'c: {card/2/2}',
    'a: Merci, et la date d’expiration ?',
  ],
  [
    'a: Votre numéro de carte bancaire ?',
    'c: alors c’est {card/4/1}',
    'a: d’accord',
    'c: {card/4/2}',
    'a: oui',
    'c: {card/4/3}',
    'a: oui',
    'c: {card/4/4} voilà',
  ],
  ['c: Je vous donne ma carte, {card/2/1}', 'a: je vous écoute', 'c: {card/2/2}'],
  ['a: À quel numéro peut-on vous rappeler ?', 'c: {phone/2/1}', 'a: oui', 'c: {phone/2/2}', 'a: Je répète, {phone}.'],
  ['a: Quel est votre nom ?', 'c: {name}', 'a: Merci monsieur {last}, un instant.', 'c: Oui bien sûr.'],
  ['a: Votre nom s’il vous plaît ?', 'c: Oui, {last}, {spelled}.', 'a: Merci.'],
  ['a: Votre date de naissance ?', 'c: le {birth}', 'a: Très bien.'],
  ['a: Pouvez-vous me donner votre numéro de sécurité sociale ?', 'c: {nir/3/1}', 'a: oui', 'c: {nir/3/2}', 'a: oui', 'c: {nir/3/3}'],
  ['a: Il me faudrait votre IBAN.', 'c: {iban/2/1}', 'a: je note', 'c: {iban/2/2}'],
  ['a: Votre adresse complète ?', 'c: {address}', 'a: C’est noté.'],
  ['a: Vous avez votre numéro de contrat ?', 'c: {contract}', 'a: Parfait, que se passe-t-il ?', 'c: J’ai 2 fuites et 3 fenêtres cassées.'],
  ['a: Quel est le montant ?', 'c: {amount}', 'a: Et la date ?', 'c: le {day}'],
]
const english = [
  ['a: Can I take your card number please?', 'c: {card/2/1}', 'a: go on', 'c: {card/2/2}', 'a: Thank you, and the expiry date?'],
  [
    'a: What is the long card number?',
    "c: so it's {card/4/1}",
    'a: okay',
    'c: {card/4/2}',
    'a: yes',
    'c: {card/4/3}',
    'a: yes',
    "c: {card/4/4} that's it",
  ],
  ['c: I will give you my card number, {card/2/1}', 'a: go ahead', 'c: {card/2/2}'],
  ['a: What number can we call you back on?', 'c: {phone/2/1}', 'a: yes', 'c: {phone/2/2}', 'a: Let me repeat that, {phone}.'],
  ['a: What is your name please?', 'c: {name}', 'a: Thank you Mr {last}, one moment.', 'c: Yes of course.'],
  ['a: Could I have your surname?', 'c: Yes, {last}, {spelled}.', 'a: Thank you.'],
  ['a: And your date of birth?', 'c: {birth}', 'a: Lovely.'],
  ['a: May I have your social security number?', 'c: {ssn/3/1}', 'a: yes', 'c: {ssn/3/2}', 'a: yes', 'c: {ssn/3/3}'],
  ['a: I need your IBAN please.', 'c: {iban/2/1}', 'a: got that', 'c: {iban/2/2}'],
  ['a: What is your full address?', 'c: {address}', 'a: Got it.'],
  ['a: Do you have your policy number?', 'c: {contract}', 'a: Perfect, what happened?', 'c: I have 2 leaks and 3 broken windows.'],
  ['a: How much was it?', 'c: {amount}', 'a: And when?', 'c: on {day}'],
]

/** Each of them written and spoken. */
export const conversations: Readonly<Record<Language, readonly Conversation[]>> = {
  fr: french.flatMap((lines) => [conversation('fr', false, lines), conversation('fr', true, lines)]),
  en: english.flatMap((lines) => [conversation('en', false, lines), conversation('en', true, lines)]),
}
