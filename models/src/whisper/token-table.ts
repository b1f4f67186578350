import * as z from 'zod'

/** Of `tokenizer.json`, as the tokenizers library writes it. */
export const tokenizerSchema = z.object({
  model: z.object({ vocab: z.record(z.string(), z.number().int().nonnegative()) }),
  added_tokens: z.array(z.object({ id: z.number().int().nonnegative(), content: z.string() })),
})

/** Special tokens by what they are for, as places in the token table. */
export interface SpecialTokens {
  readonly start: number
  readonly end: number
  readonly transcribe: number
  readonly withoutTimes: number
  readonly noSpeech: number
  /** By ISO 639-1 code. */
  readonly languages: Readonly<Record<string, number>>
}

/**
 * The tokens that the decoder keeps. Whisper writes 99 languages; the languages that Souffleur serves need the Latin script only. The rest is left
 * out of the last and largest matrix: a step takes less time, and no Cyrillic or Chinese is ever written for a noise.
 */
export interface TokenTable {
  /** The model's own number of the token at each place, ascending. */
  readonly kept: readonly number[]
  /** The bytes of the token at each place, one character a byte; empty for special tokens. */
  readonly texts: readonly string[]
  readonly special: SpecialTokens
  /** Places whose probability tells the language, or that nobody speaks: the languages in their order, then no speech. */
  readonly marks: readonly number[]
}

const LANGUAGE_MARK = /^<\|([a-z]{2,3})\|>$/
const purposes = {
  start: '<|startoftranscript|>',
  end: '<|endoftext|>',
  transcribe: '<|transcribe|>',
  withoutTimes: '<|notimestamps|>',
} as const
/** Older files call it otherwise. */
const noSpeechNames = ['<|nospeech|>', '<|nocaptions|>']

/** @throws RangeError when a token that Whisper has isn't there. */
export function tokenTable({ model, added_tokens: added }: z.infer<typeof tokenizerSchema>): TokenTable {
  const words = Object.entries(model.vocab).filter(([text]) => isLatin(text))
  const specials = new Map(added.map(({ id, content }) => [content, id]))
  const ids = new Map([...words, ...specials].map(([text, id]) => [id, text]))
  const isTime = (text: string) => /^<\|\d+\.\d+\|>$/.test(text)
  const kept = [...ids.keys()].filter((id) => !isTime(ids.get(id) ?? '')).sort((a, b) => a - b)
  const placeOf = new Map(kept.map((id, place) => [id, place]))
  const special = (...names: readonly string[]): number => {
    const id = names.map((name) => specials.get(name)).find((found) => found !== undefined)
    const place = id === undefined ? undefined : placeOf.get(id)
    if (place === undefined) throw new RangeError(`the tokenizer has no ${names[0]}`)
    return place
  }
  const languages = Object.fromEntries(
    [...specials.keys()].flatMap((name) => {
      const [, code] = LANGUAGE_MARK.exec(name) ?? []
      return code === undefined ? [] : [[code, special(name)]]
    }),
  )
  const noSpeech = special(...noSpeechNames)
  const end = special(purposes.end)
  return {
    kept,
    texts: kept.map((id) => (specials.has(ids.get(id) ?? '') ? '' : String.fromCharCode(...bytesOf(ids.get(id) ?? '')))),
    special: {
      start: special(purposes.start),
      end,
      transcribe: special(purposes.transcribe),
      withoutTimes: special(purposes.withoutTimes),
      noSpeech,
      languages,
    },
    marks: [...Object.values(languages), noSpeech],
  }
}

/** Bytes of UTF-8 that begin a Latin letter, an accent, or general punctuation with the euro sign. */
const LATIN_LEADS = new Set([0xc2, 0xc3, 0xc4, 0xc5, 0xe2])
/** Up to Latin Extended-B; general punctuation and currencies; the trade mark. */
const isLatinCharacter = (point: number) => point < 0x250 || (point >= 0x2010 && point < 0x20c0) || point === 0x2122

/** Also true for a piece of a Latin character. */
function isLatin(token: string): boolean {
  const bytes = bytesOf(token)
  // Single bytes write whatever has no token of its own.
  if (bytes.length === 1) return true
  try {
    return [...new TextDecoder('utf-8', { fatal: true }).decode(bytes)].every((letter) => isLatinCharacter(letter.codePointAt(0) ?? 0))
  } catch {
    return bytes.every((byte) => byte < 0xc0 || LATIN_LEADS.has(byte))
  }
}

function bytesOf(token: string): Uint8Array {
  return Uint8Array.from(token, (letter) => byteOf(letter.codePointAt(0) ?? 0))
}

/** The alphabet of GPT-2's byte-level encoding (Radford et al., 2019): printable bytes stand for themselves, the others follow from 256 on. */
function byteOf(codePoint: number): number {
  if (codePoint < 256) return codePoint
  const place = codePoint - 256
  if (place <= 0x20) return place
  return place <= 0x20 + 34 ? 0x7f + place - 0x21 : 0xad
}
