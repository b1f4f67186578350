import { describe, expect, it } from 'vitest'
import { maskText } from './index.ts'

const off = ['contract-number', 'claim-number'] as const
const masked = (text: string, language: 'fr' | 'en' = 'fr') => maskText(text, { language, rules: { off: [...off] } }).text

describe('a long number of no known kind', () => {
  it.each([
    ['grouped as amounts are', 'notez le 0,233,201 ?', 'notez le [NUMBER ••01] ?'],
    [
      'with words that a recogniser heard between its digits',
      'sur le 07507, ainsi 2, 2, 5, toute la journée',
      'sur le [NUMBER ••25], toute la journée',
    ],
    ['said in pairs', 'mon fils au 0640 et un 2760 et un 42 il sera là', 'mon fils au [NUMBER ••42] il sera là'],
    [
      'that is left of a card',
      'avec la carte 4970 1012 3456 7893, 10, 10, 10, 10',
      /^avec la carte \[CARD ••\w\w\](?:, \[NUMBER ••10\])?$/,
    ],
    ['in words', 'c’est quatre neuf sept zéro un deux trois huit', 'c’est [NUMBER ••38]'],
  ])('%s is hidden', (_, said, expected) => {
    if (typeof expected === 'string') expect(masked(said)).toBe(expected)
    else expect(masked(said)).toMatch(expected)
  })

  it('is hidden when letters are glued to it', () => {
    expect(masked('You can transfer it to gb86l0yd89963233025554.', 'en')).not.toMatch(/\d{4}/)
    expect(masked('to 788970252790 for 762.', 'en')).toBe('to [NUMBER ••90] for 762.')
  })
})

describe('what isn’t one stays', () => {
  it.each([
    'Cela coûte 1 250 000 euros, soit 350 euros par mois pendant 24 mois et 12 ans',
    'entre 2019 et 2021 on a eu 12 sinistres et 3 dossiers en 2022',
    'Le contrat numéro 12 34 56 78 du 12/03/2024 à 14:30',
    'le 3 mars 2024 à 14 heures 30, chambre 12, étage 3',
    'deux millions trois cent mille habitants',
    'entre 2 000 et 3 000 chevaliers (1679-1760)',
    'le SIRET est 732 829 320 00074',
  ])('%s', (text) => {
    expect(masked(text)).toBe(text)
  })
})
