import * as z from 'zod'
import type { Language } from '../language.ts'
import type { Cue, CueSpeaker } from './cue.ts'
import { PatternError, type PhrasePattern, parsePattern } from './phrase-pattern.ts'

const phrases = z.array(z.string().min(1).max(200)).max(200)
const phrasesByLanguage = z.object({ en: phrases.default([]), fr: phrases.default([]) })

/**
 * A cue as organisations write it, `{ by, en: [pattern], fr: [pattern], unless: { en, fr } }`; a pattern that can't be read is an
 * issue of the schema.
 * @param by whose words count where the file doesn't say
 */
export const cueSchema = (by: CueSpeaker) =>
  z
    .object({
      by: z.enum(['customer', 'advisor', 'anyone']).default(by),
      en: phrases.default([]),
      fr: phrases.default([]),
      unless: phrasesByLanguage.default({ en: [], fr: [] }),
    })
    .transform(({ by: speaker, unless, ...said }, context): Cue => {
      const read = (texts: readonly string[], language: Language): PhrasePattern[] =>
        texts.flatMap((text) => {
          try {
            return [parsePattern(text, language)]
          } catch (error) {
            if (!(error instanceof PatternError)) throw error
            context.addIssue({ code: 'custom', message: error.message })
            return []
          }
        })
      const both = (texts: Readonly<Record<Language, readonly string[]>>) => ({ en: read(texts.en, 'en'), fr: read(texts.fr, 'fr') })
      return { by: speaker, phrases: both(said), unless: both(unless) }
    })
