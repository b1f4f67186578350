import type { Language } from '@souffleur/proto'

/** Spellings of the same word, and of words that are said as others. */
const variants: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    ...{ ok: 'okay', mr: 'mister', mrs: 'missus', dr: 'doctor', thru: 'through', alright: 'all right', til: 'until', etc: 'et cetera' },
    ...{ cannot: 'can not', grey: 'gray', cheque: 'check', cheques: 'checks', tyre: 'tire', tyres: 'tires', programme: 'program' },
    ...{ programmes: 'programs', practise: 'practice', jewellery: 'jewelry', ageing: 'aging', judgement: 'judgment', mould: 'mold' },
    ...{ enrol: 'enroll', fulfil: 'fulfill', instalment: 'installment', skilful: 'skillful', storey: 'story', plough: 'plow' },
  },
  fr: {
    ...{ ok: 'okay', mme: 'madame', mlle: 'mademoiselle', mr: 'monsieur', dr: 'docteur', clef: 'clé', clefs: 'clés', etc: 'et cetera' },
    ...{ événement: 'évènement', événements: 'évènements', quatrevingts: 'quatrevingt' },
  },
}

/** British endings: each pair is heard as one word, so folding them can't hide an error. */
const british: readonly (readonly [RegExp, string])[] = [
  [/^((?:dis|un)?(?:col|fav|hon|lab|neighb|behavi|harb|hum|rum|flav|endeav|arm|od|vap|parl|savi|vig|glam))our/, '$1or'],
  [/^(.{3,})is(e|es|ed|ing|er|ers|ation|ations)$/, '$1iz$2'],
  [/^(.{3,})ys(e|es|ed|ing)$/, '$1yz$2'],
  [/^((?:cent|theat|lit|fib|kilomet|centimet|millimet|met|calib|lust|spect|somb))re(s?)$/, '$1er$2'],
  [/^(catal|dial|anal|epil|monol)ogue/, '$1og'],
  [/^(def|off|lic|pret)ence/, '$1ense'],
  [/^(trave|cance|labe|mode|dia|signa|fue|counse|tota|leve|channe|jewe|marve|quarre|equa)ll(ed|ing|er|ers|ation|ations)$/, '$1l$2'],
]

const contractions: Readonly<Record<string, string>> = {
  ...{ "i'm": 'i am', "won't": 'will not', "can't": 'can not', "shan't": 'shall not', "let's": 'let us', "y'all": 'you all' },
  ...Object.fromEntries('it that what there here he she who where how when'.split(' ').map((word) => [`${word}'s`, `${word} is`])),
}

/** One spelling for each word. May be several words. */
export function oneSpelling(word: string, language: Language): string {
  const known = Object.hasOwn(variants[language], word) ? variants[language][word] : undefined
  if (known !== undefined || language === 'fr') return known ?? word
  return british.reduce((spelling, [pattern, replacement]) => spelling.replace(pattern, replacement), word)
}

/**
 * English contractions in full, as in the normaliser published with Whisper (Radford et al., 2022, appendix C): references often have the
 * long form where the short one was read. A possessive stays as it is.
 */
export function inFull(text: string): string {
  return text.replace(/\p{L}+'\p{L}+/gu, (word) => {
    const known = Object.hasOwn(contractions, word) ? contractions[word] : undefined
    if (known !== undefined) return known
    return word
      .replace(/n't$/, ' not')
      .replace(/'re$/, ' are')
      .replace(/'ve$/, ' have')
      .replace(/'ll$/, ' will')
      .replace(/(?<=^(?:i|you|he|she|it|we|they))'d$/, ' would')
  })
}

/**
 * French capitals may lack their accent ("A" for "À", "Etat"), so the first letter of a word never has one. Since the spelling reform of
 * 1990 "boite" and "gout" are as right as "boîte" and "goût", but for the words that only the accent tells apart.
 */
export function withoutFreeAccents(word: string): string {
  const plain = /^(?:d|s|m|je)û/.test(word) ? word : word.replaceAll('î', 'i').replaceAll('û', 'u')
  return plain.charAt(0).normalize('NFD').replace(/\p{M}/gu, '') + plain.slice(1)
}
