import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findEntities, type Language } from '../src/index.ts'

function valuesIn(text: string, language: Language): string[] {
  return findEntities(text, language).map(({ type, value }) => `${type} ${value}`)
}

type Row = readonly [text: string, ...values: string[]]

const english: readonly Row[] = [
  ['My contract is HB4471902.', 'contract HB4471902'],
  ['it is H B four four seven one nine zero two', 'contract HB4471902'],
  ["It's AU, 447 19 02.", 'contract AU4471902'],
  ['H for hotel, B for bravo, double four seven one nine oh two', 'contract HB4471902'],
  ['the claim number is S20418837', 'claim S20418837'],
  ['S two zero four one eight eight three seven', 'claim S20418837'],
  ['Three hundred and fifty euros.', 'amount 350 EUR'],
  ['I paid €1,600.50 for it', 'amount 1600.50 EUR'],
  ['twelve euros and twenty cents', 'amount 12.20 EUR'],
  ['a hundred and twenty pounds', 'amount 120 GBP'],
  ['two thousand five hundred euros', 'amount 2500 EUR'],
  ['on the 13th of March', 'date 13 March'],
  ['the thirteenth of March two thousand and twenty-six', 'date 2026-03-13'],
  ['March 13th, 2026', 'date 2026-03-13'],
  ['Thursday the 13th of March', 'date Thursday 13 March'],
  ['on 13/03/2026', 'date 2026-03-13'],
  ['I will call you tomorrow', 'date tomorrow'],
  ['next Thursday at half past two', 'date next Thursday', 'time 02:30'],
  ['It happened on the 12th of March, no sorry, on the 13th of March.', 'date 12 March', 'date 13 March'],
  ['two weeks ago', 'date 2 weeks ago'],
  ['in three days', 'date in 3 days'],
  ['within five working days', 'date within 5 working days'],
  ['since March 2025', 'date 2025-03'],
  ["at three o'clock in the afternoon", 'time 15:00'],
  ['around 3 pm', 'time 15:00'],
  ['at 2:30 p.m.', 'time 14:30'],
  ['a quarter to nine', 'time 08:45'],
  ['call me on 01 55 00 41 20', 'phone 0155004120'],
  ['oh one double five double oh four one two oh', 'phone 0155004120'],
  ['plus thirty-three one fifty-five zero zero forty-one twenty', 'phone +33155004120'],
  ['+33 (0)1 55 00 41 20', 'phone +33155004120'],
  ['marie dot dupont at example dot com', 'email marie.dupont@example.com'],
  ['write to jo_smith@example.co.uk please', 'email jo_smith@example.co.uk'],
  ['we are at home', ...[]],
  ['FR76 3000 6000 0112 3456 7890 189', 'iban FR7630006000011234567890189'],
  ['I live in W1A 1AA', 'postcode W1A 1AA'],
  ['there are twenty-five windows', 'number 25'],
  ['one moment please, I may march on', ...[]],
]

const french: readonly Row[] = [
  ['mon contrat est le HB4471902', 'contract HB4471902'],
  ['H B quarante-quatre soixante et onze neuf cent deux', 'contract HB4471902'],
  ['A comme Anatole, U comme Ursule, 44 71 902', 'contract AU4471902'],
  ['le dossier S 20 41 88 37', 'claim S20418837'],
  ['quatre-vingts euros', 'amount 80 EUR'],
  ['trois cent cinquante euros', 'amount 350 EUR'],
  ['ça fait 1 600 € hors taxes', 'amount 1600 EUR'],
  ['mille deux cents euros cinquante', 'amount 1200.50 EUR'],
  ['quatre-vingt-dix-sept euros', 'amount 97 EUR'],
  ['soixante et onze euros', 'amount 71 EUR'],
  ["un million d'euros", 'amount 1000000 EUR'],
  ['12,50 €', 'amount 12.50 EUR'],
  ['le 13 mars', 'date 13 mars'],
  ['le treize mars deux mille vingt-six', 'date 2026-03-13'],
  ['le premier avril', 'date 1er avril'],
  ['jeudi prochain', 'date jeudi prochain'],
  ['je vous rappelle jeudi', 'date jeudi'],
  ['jeudi 13 mars à 14h30', 'date jeudi 13 mars', 'time 14:30'],
  ["c'est arrivé avant-hier", 'date avant-hier'],
  ['aujourd’hui', "date aujourd'hui"],
  ['il y a deux semaines', 'date il y a 2 semaines'],
  ['sous 48 heures', 'date sous 48 heures'],
  ['la semaine prochaine', 'date la semaine prochaine'],
  ['depuis mars', 'date mars'],
  ['prélevé le 5.', 'date le 5'],
  ["c'est le 06, 39, 98, 12, 47", 'phone 0639981247'],
  ["c'est le 06, 39, 128, 12", 'number 6', 'number 39', 'number 128', 'number 12'],
  ['à quinze heures trente', 'time 15:30'],
  ['vers deux heures et quart', 'time 02:15'],
  ['à midi et demi', 'time 12:30'],
  ['huit heures du soir', 'time 20:00'],
  ['zéro un cinquante-cinq zéro zéro quarante et un vingt', 'phone 0155004120'],
  ['zéro six douze trente-quatre cinquante-six soixante-dix-huit', 'phone 0612345678'],
  ['zéro six quatre-vingt-dix-neuf onze vingt-deux quatre-vingts', 'phone 0699112280'],
  ['plus trente-trois un 55 00 41 20', 'phone +33155004120'],
  ['marie point dupont arobase exemple point fr', 'email marie.dupont@exemple.fr'],
  ['jean tiret du six paul arobase exemple point com', 'email jean-paul@exemple.com'],
  ['jean tiret bas 7 arobase exemple point com', 'email jean_7@exemple.com'],
  ['F R soixante-seize 3000 6000 0112 3456 7890 189', 'iban FR7630006000011234567890189'],
  ["j'habite au 12 rue des Lilas, 75011 Paris", 'number 12', 'postcode 75011'],
  ['un dossier', ...[]],
]

describe.each([
  ['en', english],
  ['fr', french],
] as const)('entities in %s', (language, rows) => {
  test.each(rows.map(([text, ...values]) => [text, values] as const))('%s', (text, values) => {
    expect(valuesIn(text, language)).toEqual(values)
  })
})

test('ranges count UTF-16 units of the text as it was given', () => {
  const text = '😀 Voilà, c’est le HB4471902, déclaré le 13 mars.'
  for (const entity of findEntities(text, 'fr')) expect(text.slice(entity.start, entity.end)).toBe(entity.text)
  expect(findEntities(text, 'fr').map((entity) => entity.text)).toEqual(['HB4471902', 'le 13 mars'])
})

test('whatever is said, entities are in order, apart from each other and within the text', () => {
  const piece = fc.oneof(
    fc.constantFrom(...english.map(([text]) => text), ...french.map(([text]) => text), 'double', 'plus', '€', 'at', 'dot', '-', 'A B'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const texts = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(' '))
  fc.assert(
    fc.property(texts, fc.constantFrom('fr' as const, 'en' as const), (text, language) => {
      let end = 0
      for (const entity of findEntities(text, language)) {
        expect(entity.start).toBeGreaterThanOrEqual(end)
        expect(entity.end).toBeGreaterThan(entity.start)
        expect(entity.end).toBeLessThanOrEqual(text.length)
        end = entity.end
      }
    }),
    { numRuns: 300 },
  )
})
