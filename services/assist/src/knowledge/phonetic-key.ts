import type { Language } from '@souffleur/proto'

type Rule = readonly [spelling: RegExp, sound: string]

/** What sounds alike is written alike; silent endings go. Coarse on purpose: it only guesses at words that no article uses. */
const rules: Record<Language, readonly Rule[]> = {
  fr: [
    [/ph/g, 'f'],
    [/eau|au/g, 'o'],
    [/(?:ain|ein|aim|im|in|yn|ym)(?![aeiouymn])/g, '1'],
    [/(?:an|am|en|em)(?![aeiouymn])/g, '2'],
    [/(?:on|om)(?![aeiouymn])/g, '3'],
    [/oi/g, 'wa'],
    [/ai|ei/g, 'e'],
    [/ou/g, 'u'],
    [/qu|ck|c(?![eiyh])/g, 'k'],
    [/ch/g, 'S'],
    [/gn/g, 'N'],
    [/g(?=[eiy])/g, 'j'],
    [/c(?=[eiy])|ss|z/g, 's'],
    [/y/g, 'i'],
    [/h/g, ''],
    [/(.)\1+/g, '$1'],
    [/[estxdp]+$/g, ''],
  ],
  en: [
    [/ph/g, 'f'],
    [/^kn|^gn/g, 'n'],
    [/^wr/g, 'r'],
    [/gh/g, ''],
    [/tion|sion/g, 'Sn'],
    [/sh|ch/g, 'S'],
    [/ck|q|c(?![eiy])/g, 'k'],
    [/c(?=[eiy])|z/g, 's'],
    [/x/g, 'ks'],
    [/(?!^)[aeiouyhw]+/g, ''],
    [/(.)\1+/g, '$1'],
  ],
}

/** @param word folded */
export function phoneticKey(word: string, language: Language): string {
  return rules[language].reduce((key, [spelling, sound]) => key.replace(spelling, sound), word)
}
