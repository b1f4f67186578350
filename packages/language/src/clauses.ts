import type { Language } from './language.ts'

/** A part of an utterance with a verb of its own: what one dialogue act is about. */
export interface Clause {
  /** Range of UTF-16 units, without the white space and the punctuation at its ends. */
  readonly start: number
  readonly end: number
  readonly asks: boolean
}

/** Sentence ends; a point within a number or an address doesn't count. */
const sentenceEnd = /[?!…]+|[.;](?=\s|$)/gu

/** A comma or a conjunction starts a clause only when a subject follows: "and I'll...", ", je vous...". */
const clauseStarts: Record<Language, RegExp> = {
  en: /(?:,\s*|\s+)(?:(?:and|but|so|then|because)\s+(?:then\s+)?)?(?=(?:I|we|you|he|she|they|it|that|there|someone|an? (?:expert|advisor|colleague|plumber))(?:['’](?:ll|ve|m|re|d|s))?\s)/giu,
  fr: /(?:,\s*|\s+)(?:(?:et|mais|donc|puis|car|ensuite)\s+)?(?=(?:je|j['’]|nous|on|vous|il|elle|ils|elles|c['’]|ça|un (?:expert|conseiller|collègue|plombier))(?:\s|(?<=['’])))/giu,
}

const joints: Record<Language, RegExp> = {
  en: /^(?:,|\s+(?:and|but|so|then|because))/iu,
  fr: /^(?:,|\s+(?:et|mais|donc|puis|car|ensuite))/iu,
}

export function clausesOf(text: string, language: Language): Clause[] {
  const clauses: Clause[] = []
  let start = 0
  for (const match of [...text.matchAll(sentenceEnd), undefined]) {
    const end = match?.index ?? text.length
    const asks = match?.[0].includes('?') === true
    const parts = splitSentence(text, start, end, language)
    parts.forEach((part, index) => {
      const trimmed = trim(text, part.start, part.end)
      if (trimmed !== undefined) clauses.push({ ...trimmed, asks: asks && index === parts.length - 1 })
    })
    start = match === undefined ? end : match.index + match[0].length
  }
  return clauses
}

function splitSentence(text: string, start: number, end: number, language: Language): { start: number; end: number }[] {
  const sentence = text.slice(start, end)
  const parts: { start: number; end: number }[] = []
  let from = 0
  for (const match of sentence.matchAll(clauseStarts[language])) {
    // A subject without a comma or a conjunction before it may be anything: "the form that I sent".
    if (!joints[language].test(match[0])) continue
    parts.push({ start: start + from, end: start + match.index })
    from = match.index + match[0].length
  }
  parts.push({ start: start + from, end })
  return parts
}

function trim(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const within = text.slice(start, end)
  const lead = /^[\s\p{P}]*/u.exec(within)?.[0].length ?? 0
  const tail = /[\s,;:–—-]*$/u.exec(within)?.index ?? within.length
  return lead >= tail ? undefined : { start: start + lead, end: start + tail }
}
