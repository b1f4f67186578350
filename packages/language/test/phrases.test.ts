import { describe, expect, test } from 'vitest'
import { findPhrase, type Language, PatternError, parsePattern, tokenise } from '../src/index.ts'

const fits = (pattern: string, text: string, language: Language) => {
  const tokens = tokenise(text, language)
  const match = findPhrase(parsePattern(pattern, language), tokens, language)
  return match === undefined ? undefined : text.slice(tokens[match.from]?.start, tokens[match.to]?.end)
}

describe('a phrase pattern', () => {
  test.each([
    ['résilier mon contrat', 'Bonjour, je résilie mon contrat demain', 'fr', 'résilie mon contrat'],
    ['résilier mon contrat', 'je veux résilier tout de suite mon contrat', 'fr', undefined],
    ['résilier ... contrat', 'je veux résilier tout de suite mon contrat', 'fr', 'résilier tout de suite mon contrat'],
    ['saisir (le) tribunal|médiateur', 'je vais saisir le médiateur', 'fr', 'saisir le médiateur'],
    ['porter plainte', 'je vais porter une plainte', 'fr', 'porter une plainte'],
    ["parler à l'avocat", 'j’en parle à l’avocat', 'fr', 'parle à l’avocat'],
    ['(very) unhappy', 'I am unhappy', 'en', 'unhappy'],
    ['speak ... manager', 'can I please speak with someone, your manager', 'en', 'speak with someone, your manager'],
    ['speak ... manager', 'we speak. One two three four five six seven manager', 'en', undefined],
    ['cancel my policy', 'cancelling my policies', 'en', 'cancelling my policies'],
  ] as const)('%s in "%s"', (pattern, text, language, found) => {
    expect(fits(pattern, text, language)).toBe(found)
  })

  test.each(['', '...', '... word', 'word ...', '(word)', 'a[b]', "l'avocat|juge"])('%j is refused', (pattern) => {
    expect(() => parsePattern(pattern, 'fr')).toThrow(PatternError)
  })
})
