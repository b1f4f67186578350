import {
  clausesOf,
  type Entity,
  findEntities,
  foldText,
  isStopWord,
  type Language,
  stemOf,
  type Token,
  tokenise,
} from '@souffleur/language'
import { keptMarks, marksIn, negationsIn } from './meaning-marks.ts'

export type UnsupportedReason =
  | 'empty'
  | 'too-long'
  /** Markup, an address or anything else that isn't a plain sentence. */
  | 'not-plain'
  /** A word that no source has. */
  | 'word'
  | 'number'
  | 'name'
  /** A no, a condition, a limit, a duty or an option came in or got lost. */
  | 'meaning'
  /** A value goes with other words than in the source. */
  | 'pairing'
  /** Its words stand in sentences that don't belong together. */
  | 'scattered'

export type SupportVerdict =
  | { readonly isSupported: true }
  /** @param sentence the one that isn't, verbatim */
  | { readonly isSupported: false; readonly reason: UnsupportedReason; readonly sentence: string }

const MOST_CHARACTERS = 600
const MOST_SENTENCES = 4
/** Share of a sentence's content that its source sentence must have. */
const LEAST_SHARED = 1
/** "We will refund you", "le client": who is spoken of may be named. */
const neutral: Record<Language, ReadonlySet<string>> = {
  en: new Set(['customer', 'client', 'caller', 'please', 'also', 'then', 'say', 'tell', 'means', 'applies', 'apply', 'case', 'cases']),
  fr: new Set([
    'client',
    'cliente',
    'assure',
    'assuree',
    'aussi',
    'egalement',
    'ensuite',
    'puis',
    'alors',
    'cas',
    'indiquer',
    'preciser',
    's’applique',
    'applique',
  ]),
}
const notPlain = /[<>{}[\]|`*#_\\]|https?:|www\.|\S@\S/i

/**
 * Whether every sentence of a text is borne out by the sources, mechanically: no word, number or name that they don't have, no negation,
 * condition, limit, duty or option more or less than in the sentence that it is taken from, and no value beside words that go with another
 * one. A text that passes may still be clumsy; one that doesn't may still be true: then the source is shown instead.
 * @param sources passages, verbatim
 */
export function checkSupport(text: string, sources: readonly string[], language: Language): SupportVerdict {
  if (text.trim() === '') return { isSupported: false, reason: 'empty', sentence: '' }
  const sentences = sentencesIn(text)
  if (text.length > MOST_CHARACTERS || sentences.length > MOST_SENTENCES) return { isSupported: false, reason: 'too-long', sentence: '' }
  const read = sources.flatMap(sentencesIn).map((sentence) => readSentence(sentence, language))
  for (const sentence of sentences) {
    // Verbatim, it says what the source says.
    if (read.some((source) => source.text === sentence)) continue
    const reason = problemOf(readSentence(sentence, language), read, language)
    if (reason !== undefined) return { isSupported: false, reason, sentence }
  }
  return { isSupported: true }
}

interface ReadSentence {
  readonly text: string
  readonly tokens: readonly Token[]
  /** Stems of the words that carry content, by token. */
  readonly stems: readonly (string | undefined)[]
  readonly content: ReadonlySet<string>
  readonly values: readonly Entity[]
}

function readSentence(text: string, language: Language): ReadSentence {
  const tokens = tokenise(text, language)
  const values = findEntities(text, language)
  const stems = tokens.map((token) => {
    const isValue = values.some(({ start, end }) => token.start >= start && token.end <= end)
    if (isValue || isStopWord(token.folded, language) || token.folded.length < 2 || neutral[language].has(token.folded)) return undefined
    return stemOf(token, language)
  })
  return { text, tokens, stems, values, content: new Set(stems.filter((stem) => stem !== undefined)) }
}

function problemOf(sentence: ReadSentence, sources: readonly ReadSentence[], language: Language): UnsupportedReason | undefined {
  if (notPlain.test(sentence.text)) return 'not-plain'
  const known = new Set(sources.flatMap(({ content }) => [...content]))
  if ([...sentence.content].some((stem) => !known.has(stem))) return 'word'
  if (sentence.values.some((value) => !sources.some(({ values }) => values.some((other) => sameValue(value, other))))) return 'number'
  if (strayDigits(sentence, sources)) return 'number'
  if (strayNames(sentence, sources)) return 'name'
  const basis = basisOf(sentence, sources)
  if (basis.length === 0) return 'scattered'
  if (repeats(sentence, basis)) return 'word'
  if (!meansTheSame(sentence, basis, language)) return 'meaning'
  if (!pairsHold(sentence, basis, language)) return 'pairing'
  return undefined
}

/** No more denied, allowed, demanded or limited than in the parts of the source that it is made of; conditions and limits of the rest stay. */
function meansTheSame(sentence: ReadSentence, basis: readonly ReadSentence[], language: Language): boolean {
  const parts = basis.flatMap(({ text }) => text.split(/[,;:()]/)).filter((part) => part.trim() !== '')
  const used = parts.filter((part) => {
    const { content, values } = readSentence(part, language)
    const shares = [...content].some((stem) => sentence.content.has(stem))
    return shares || values.some((value) => sentence.values.some((other) => sameValue(value, other)))
  })
  const meant = new Set(used.flatMap((part) => [...marksIn(part, language)]))
  for (const part of parts) for (const mark of marksIn(part, language)) if (keptMarks.has(mark)) meant.add(mark)
  const said = marksIn(sentence.text, language)
  if (said.size !== meant.size || [...said].some((mark) => !meant.has(mark))) return false
  const denied = used.reduce((sum, part) => sum + negationsIn(part, language), 0)
  return negationsIn(sentence.text, language) === denied
}

/** A word said more often than in the source says something more. */
function repeats(sentence: ReadSentence, basis: readonly ReadSentence[]): boolean {
  const countIn = (stems: readonly (string | undefined)[], stem: string) => stems.filter((one) => one === stem).length
  return [...sentence.content].some((stem) => {
    const most = basis.reduce((sum, { stems }) => sum + countIn(stems, stem), 0)
    return countIn(sentence.stems, stem) > most
  })
}

/** The source sentences that it is taken from: one, or two that follow each other. */
function basisOf(sentence: ReadSentence, sources: readonly ReadSentence[]): readonly ReadSentence[] {
  const candidates = [...sources.map((source) => [source]), ...sources.slice(1).map((source, index) => [sources[index] ?? source, source])]
  return candidates.find((candidate) => covers(candidate, sentence)) ?? []
}

function covers(candidate: readonly ReadSentence[], { content, values }: ReadSentence): boolean {
  const shared = [...content].filter((stem) => candidate.some((source) => source.content.has(stem))).length
  const hasValues = values.every((value) => candidate.some((source) => source.values.some((other) => sameValue(value, other))))
  return hasValues && shared >= LEAST_SHARED * content.size
}

function sameValue(one: Entity, other: Entity): boolean {
  return one.value === other.value
}

function strayDigits(sentence: ReadSentence, sources: readonly ReadSentence[]): boolean {
  const known = new Set(sources.flatMap(({ text }) => text.match(/\d+/g) ?? []))
  return (sentence.text.match(/\d+/g) ?? []).some((digits) => !known.has(digits))
}

/** A capital within a sentence makes a name of a word: the source must have it as a name too. */
function strayNames(sentence: ReadSentence, sources: readonly ReadSentence[]): boolean {
  const known = new Set(sources.flatMap(({ text }) => text.match(/\p{Lu}[\p{L}\p{M}]*/gu) ?? []).map(foldText))
  const names = sentence.text.slice(1).match(/(?<=[\s'’])\p{Lu}[\p{L}\p{M}]+/gu) ?? []
  return names.some((name) => !known.has(foldText(name)))
}

/** Where a source has several values of a kind, each must stand beside the words that it stands beside there. */
function pairsHold(sentence: ReadSentence, basis: readonly ReadSentence[], language: Language): boolean {
  return sentence.values.every((value) => {
    const holders = basis.filter(({ values }) => values.some((other) => sameValue(value, other)))
    return holders.some((source) => {
      const rivals = source.values.filter((other) => other.type === value.type && !sameValue(other, value))
      if (rivals.length === 0) return true
      const beside = besideIn(sentence, value, language)
      // "150 euros with Essentiel and 80 with Intégral": named by what follows it, a value shares what stands before all of them.
      const isNamed = beside.some((stem) => follows(stem, value, source, rivals))
      const head = Math.min(...source.values.filter(({ type }) => type === value.type).map(({ start }) => start))
      return beside.every((stem) => standsBeside(stem, value, source, rivals) || (isNamed && standsBefore(stem, head, source)))
    })
  })
}

/** The content words of the value's clause. */
function besideIn({ text, tokens, stems }: ReadSentence, value: Entity, language: Language): string[] {
  const clause = clausesOf(text, language).find(({ start, end }) => value.start >= start && value.end <= end) ?? {
    start: 0,
    end: text.length,
  }
  return tokens.flatMap((token, index) => {
    const stem = stems[index]
    return stem !== undefined && token.start >= clause.start && token.end <= clause.end ? [stem] : []
  })
}

/** Whether the word stands beside the value in the source with no rival in between; a word that isn't in this sentence says nothing. */
function standsBeside(stem: string, value: Entity, { tokens, stems, values }: ReadSentence, rivals: readonly Entity[]): boolean {
  const places = tokens.filter((_, index) => stems[index] === stem)
  if (places.length === 0) return true
  const here = values.filter((other) => sameValue(other, value))
  return places.some((place) =>
    here.some(({ start, end }) => {
      const [from, to] = place.start < start ? [place.end, start] : [end, place.start]
      return !rivals.some((rival) => rival.start >= from && rival.end <= to)
    }),
  )
}

/** Whether the word comes after the value in the source, before any rival. */
function follows(stem: string, value: Entity, { tokens, stems, values }: ReadSentence, rivals: readonly Entity[]): boolean {
  return values
    .filter((other) => sameValue(other, value))
    .some(({ end }) =>
      tokens.some((token, index) => {
        const isNext = stems[index] === stem && token.start >= end
        return isNext && !rivals.some((rival) => rival.start >= end && rival.end <= token.start)
      }),
    )
}

function standsBefore(stem: string, place: number, { tokens, stems }: ReadSentence): boolean {
  return tokens.some((token, index) => stems[index] === stem && token.end <= place)
}

function sentencesIn(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+|\n+|(?<=;)\s/u)
    .map((sentence) => sentence.trim().replace(/^[-–•·*]\s+/, ''))
    .filter((sentence) => /[\p{L}\d]/u.test(sentence))
}
