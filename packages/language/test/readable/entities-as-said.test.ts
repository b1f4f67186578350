import { describe, expect, test } from 'vitest'
import { findEntities, type Language } from '../../src/index.ts'
import { written } from './written.ts'

/** Sentences with the facts that a summary shows; they are the same whether it reads what was said or what was written of it. */
const sentences: Record<Language, readonly (readonly [said: string, ...facts: string[]])[]> = {
  fr: [
    ['mon numéro est le zéro six douze trente-quatre cinquante-six soixante-dix-huit.', 'phone 0612345678'],
    ["c'est le zéro un, cinquante-cinq, zéro zéro, quarante et un, vingt", 'phone 0155004120'],
    ['plus trente-trois six douze trente-quatre cinquante-six soixante-dix-huit', 'phone +33612345678'],
    ['rappelez-moi au 0 6 1 2 3 4 5 6 7 8 demain', 'phone 0612345678', 'date demain'],
    ['ça fait trois mille cinq cents euros', 'amount 3500 EUR'],
    ["j'ai payé douze euros cinquante", 'amount 12.50 EUR'],
    ['cinquante centimes de plus', 'amount 0.50 EUR'],
    ["un plafond de deux virgule cinq millions d'euros", 'amount 2500000 EUR'],
    ['entre mille et deux mille euros', 'amount 2000 EUR'],
    [
      "mon IBAN c'est F R soixante-seize trois mille six mille zéro un douze trente-quatre cinquante-six soixante-dix-huit quatre-vingt-dix cent quatre-vingt-neuf",
      'iban FR7630006000011234567890189',
    ],
    ["l'IBAN est F comme François, R comme Robert, 76 3000 6000 0112 3456 7890 189", 'iban FR7630006000011234567890189'],
    ['le rendez-vous est à quatorze heures trente', 'time 14:30'],
    ['vers quinze heures', 'time 15:00'],
    ['à huit heures du soir', 'time 20:00'],
    ['à midi et demi', 'time 12:30'],
    ['jeudi treize mars à neuf heures cinq', 'date jeudi 13 mars', 'time 09:05'],
    ['né le quatre juin mille neuf cent quatre-vingt-un', 'date 1981-06-04'],
    ['depuis le premier avril deux mille vingt-six', 'date 2026-04-01'],
    ['en mars deux mille vingt-six', 'date 2026-03'],
    ['sous quarante-huit heures', 'date sous 48 heures'],
    ['il y a deux semaines', 'date il y a 2 semaines'],
    ['le contrat H B quatre quatre sept un neuf zéro deux', 'contract HB4471902'],
    ['A comme Anatole, U comme Ursule, quarante-quatre soixante et onze neuf cent deux', 'contract AU4471902'],
    ['dossier S deux zéro quatre un huit huit trois sept', 'claim S20418837'],
    ['jean tiret dupont arobase orange point fr', 'email jean-dupont@orange.fr'],
    ['marie tiret du bas soixante-quinze arobase laposte point net', 'email marie_75@laposte.net'],
    ["j'habite douze rue des Lilas, soixante-quinze mille onze Paris", 'postcode 75011'],
    ['le code postal neuf deux un zéro zéro', 'postcode 92100'],
    ['la carte quatre neuf sept zéro un zéro un deux zéro trois quatre cinq six sept huit neuf'],
    ['une remise de cinq pour cent sur deux contrats'],
  ],
  en: [
    ['my number is oh one five five double oh four one two oh', 'phone 0155004120'],
    ['call zero six, three nine, nine eight, one two, four seven', 'phone 0639981247'],
    ['plus four four seven seven double oh nine oh oh one two three', 'phone +447700900123'],
    ['oh seven seven oh oh nine oh oh one two three', 'phone 07700900123'],
    ['three thousand five hundred euros', 'amount 3500 EUR'],
    ['forty-five pounds twenty', 'amount 45.20 GBP'],
    ['one thousand two hundred dollars and fifty cents', 'amount 1200.50 USD'],
    ['two point five million pounds', 'amount 2500000 GBP'],
    ['between one hundred and two hundred euros', 'amount 200 EUR'],
    ['fifty cents', 'amount 0.50 EUR'],
    ['March twelfth, twenty twenty-six', 'date 2026-03-12'],
    ['on the twelfth of November. No, sorry, on the thirteenth of November.', 'date 12 November', 'date 13 November'],
    ['The fourth of June, nineteen eighty one.', 'date 1981-06-04'],
    ['since June nineteen eighty-one', 'date 1981-06'],
    ['in three days, at two thirty pm', 'date in 3 days', 'time 14:30'],
    ['tomorrow at two thirty', 'date tomorrow', 'time 02:30'],
    ["at three o'clock in the afternoon", 'time 15:00'],
    ['at half past two', 'time 02:30'],
    ['nine oh five in the morning', 'time 09:05'],
    ['within fifteen working days', 'date within 15 working days'],
    ['It is A U, three zero five, eight two one six.', 'contract AU3058216'],
    ['H for hotel, B for bravo, double four seven one nine oh two', 'contract HB4471902'],
    ['S two zero four one eight eight three seven', 'claim S20418837'],
    [
      'f r seven six three zero zero zero six zero zero zero zero one one two three four five six seven eight nine zero one eight nine',
      'iban FR7630006000011234567890189',
    ],
    ['G B two nine N W B K six zero one six one three three one nine two six eight one nine', 'iban GB29NWBK60161331926819'],
    ['jean dot dupont at gmail dot com', 'email jean.dupont@gmail.com'],
    ['jo underscore seven at example dot co dot uk', 'email jo_7@example.co.uk'],
    ['look at example dot com'],
    ['my postcode is S W one A one A A', 'postcode SW1A 1AA'],
    ['my card is four nine seven zero one zero one two oh three four five six seven eight nine'],
  ],
}

function facts(text: string, language: Language): string[] {
  // A plain number isn't a fact: "four four seven one" is four of them, "4471" one.
  return findEntities(text, language).flatMap(({ type, value }) => (type === 'number' ? [] : [`${type} ${value}`]))
}

describe.each(['fr', 'en'] as const)('facts in %s', (language) => {
  test.each(sentences[language].map(([said, ...wanted]) => [said, wanted] as const))('%s', (said, wanted) => {
    expect(facts(said, language)).toEqual(wanted)
    expect(facts(written(said, language), language)).toEqual(wanted)
  })
})
