import { AppError, type Language, languages } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'

/** A name of the business, as it must be written. */
export interface VocabularyTerm {
  readonly term: string
  /** In calls of these languages. */
  readonly languages: readonly Language[]
  /** Spellings that sound like it, or that the engine writes for it: whatever is written exactly so becomes the term, unless it is a single everyday word. */
  readonly soundsLike: readonly string[]
}

/** The names of an organisation, the likeliest to be said first. */
export interface Vocabulary {
  readonly terms: readonly VocabularyTerm[]
}

export const emptyVocabulary: Vocabulary = { terms: [] }

/** Enough for every product, place and person of a large organisation; more would find likeness in anything. */
const MAX_TERMS = 10_000
const MAX_WORDS = 6
const MAX_CHARACTERS = 80

/** Letters and digits with the marks that occur inside names; a term isn't a sentence. */
const spelling = z
  .string()
  .trim()
  .min(2)
  .max(MAX_CHARACTERS)
  .regex(/^[\p{L}\p{M}\p{N}'’&.+ -]+$/u, 'expected letters, digits, spaces, apostrophes, hyphens, &, + and full stops')
  .regex(/\p{L}/u, 'expected a letter')
  .refine((text) => text.split(/\s+/).length <= MAX_WORDS, `expected at most ${MAX_WORDS} words`)
  .transform((text) => text.normalize('NFC').replace(/\s+/g, ' '))

const vocabularyFile = z
  .strictObject({
    terms: z
      .array(
        z.strictObject({
          term: spelling,
          languages: z
            .array(z.enum(languages))
            .min(1)
            .default([...languages]),
          soundsLike: z.array(spelling).max(20).default([]),
        }),
      )
      .max(MAX_TERMS),
  })
  .superRefine(({ terms }, context) => {
    const seen = new Set<string>()
    terms.forEach(({ term, languages: spoken }, index) => {
      for (const language of spoken) {
        const key = `${language} ${term.toLowerCase()}`
        if (seen.has(key)) context.addIssue({ code: 'custom', path: ['terms', index], message: `${term} occurs twice for ${language}` })
        seen.add(key)
      }
    })
  })

/**
 * Reads an organisation's file of names: `terms`, the likeliest to be said first, each `{term, languages?, soundsLike?}`.
 * @param name of the file, for the message
 * @throws AppError `vocabulary.invalid` with what is wrong and where
 */
export function parseVocabulary(yaml: string, name: string): Vocabulary {
  let content: unknown
  try {
    content = parse(yaml)
  } catch (error) {
    throw new AppError('vocabulary.invalid', `${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (content === null) throw new AppError('vocabulary.invalid', `${name} is empty. Without any names it says: terms: []`)
  const parsed = vocabularyFile.safeParse(content)
  if (!parsed.success) throw new AppError('vocabulary.invalid', `${name}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
