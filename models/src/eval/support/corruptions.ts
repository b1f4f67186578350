import { findEntities } from '@souffleur/language'
import type { Language } from '@souffleur/proto'

export interface Corruption {
  readonly kind: 'number' | 'negation' | 'duty' | 'swapped-value' | 'foreign-word' | 'lost-condition'
  readonly text: string
}

/** Sentences of an article's prose, long enough to say something. */
export function sentencesOf(body: string): string[] {
  return body
    .split('\n')
    .filter((line) => !/^\s*(?:#|\||[-*]\s)/.test(line))
    .flatMap((line) => line.split(/(?<=[.!?])\s+/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length > 25 && /[.!?]$/.test(sentence))
}

/** Each sentence made false in as many ways as it offers; one change at a time. */
export function corruptionsOf(sentences: readonly string[], language: Language): Corruption[] {
  return sentences.flatMap((sentence) => [
    ...otherNumber(sentence),
    ...withMark(sentence, 'negation', negations[language]),
    ...withMark(sentence, 'duty', duties[language]),
    ...swappedValues(sentence, language),
    ...foreignWord(sentence, language),
    ...withoutCondition(sentence, language),
  ])
}

/** 5 becomes 12, 150 becomes 157. */
function otherNumber(sentence: string): Corruption[] {
  const match = /\d+/.exec(sentence)
  if (match === null) return []
  const text = sentence.slice(0, match.index) + String(Number(match[0]) + 7) + sentence.slice(match.index + match[0].length)
  return [{ kind: 'number', text }]
}

type Exchange = readonly (readonly [from: RegExp, to: string])[]

const negations: Record<Language, Exchange> = {
  en: [
    [/\bis not\b/, 'is'],
    [/\bare not\b/, 'are'],
    [/\bcannot\b/, 'can'],
    [/\bdoes not\b/, 'does'],
    [/\bnever\b/, 'always'],
    [/\bis\b(?! not)/, 'is not'],
    [/\bcan\b(?!not)/, 'cannot'],
  ],
  fr: [
    [/\bn[’']est pas\b/, 'est'],
    [/\bne (\w+) pas\b/, '$1'],
    [/\bn[’'](\w+) pas\b/, '$1'],
    [/\best\b/, 'n’est pas'],
    [/\bpeut\b/, 'ne peut pas'],
  ],
}
const duties: Record<Language, Exchange> = {
  en: [
    [/\bmust\b/, 'may'],
    [/\bmay\b/, 'must'],
    [/\bcan be\b/, 'must be'],
  ],
  fr: [
    [/\bdoit\b/, 'peut'],
    [/\bpeut\b/, 'doit'],
    [/\bdoivent\b/, 'peuvent'],
  ],
}

function withMark(sentence: string, kind: Corruption['kind'], exchange: Exchange): Corruption[] {
  const found = exchange.find(([from]) => from.test(sentence))
  return found === undefined ? [] : [{ kind, text: sentence.replace(found[0], found[1]) }]
}

/** Two amounts of one sentence in each other's place. */
function swappedValues(sentence: string, language: Language): Corruption[] {
  const [first, second] = findEntities(sentence, language).filter(({ type }) => type === 'amount')
  if (first === undefined || second === undefined || first.value === second.value) return []
  const between = sentence.slice(first.end, second.start)
  if (!/\p{L}{4}/u.test(between)) return []
  return [{ kind: 'swapped-value', text: sentence.slice(0, first.start) + second.text + between + first.text + sentence.slice(second.end) }]
}

const additions: Record<Language, string> = { en: 'free of charge', fr: 'gratuitement et sans franchise' }

/** A claim that nobody made. */
function foreignWord(sentence: string, language: Language): Corruption[] {
  return [{ kind: 'foreign-word', text: `${sentence.replace(/[.!?]$/, '')} ${additions[language]}.` }]
}

const conditions: Record<Language, RegExp> = {
  en: /,? (?:if|unless|provided|except)\b[^.]*(?=\.)/,
  fr: /,? (?:si|sauf|à condition|en cas)\b[^.]*(?=\.)/,
}

function withoutCondition(sentence: string, language: Language): Corruption[] {
  const text = sentence.replace(conditions[language], '')
  return text === sentence || text.length < 15 ? [] : [{ kind: 'lost-condition', text }]
}
