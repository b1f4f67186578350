import { AppError, languages } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'

const identifier = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected lower-case letters, digits, dashes and underscores')
const label = z.object({ en: z.string().min(1), fr: z.string().min(1) })
const sentences = z.array(z.string().min(1).max(500))
const byLanguage = z.object({ en: sentences.default([]), fr: sentences.default([]) })

const catalogueFile = z
  .object({
    dispositions: z.array(z.object({ id: identifier, label })).min(1),
    intents: z.array(z.object({ id: identifier, label, disposition: identifier, examples: byLanguage })),
    silence: byLanguage.default({ en: [], fr: [] }),
  })
  .superRefine(({ dispositions, intents }, context) => {
    const known = new Set(dispositions.map(({ id }) => id))
    const seen = new Set<string>()
    intents.forEach(({ id, disposition, examples }, index) => {
      const path = ['intents', index]
      if (!known.has(disposition)) context.addIssue({ code: 'custom', path, message: `${id}: there is no disposition "${disposition}"` })
      if (seen.has(id)) context.addIssue({ code: 'custom', path, message: `${id} occurs twice` })
      const empty = languages.filter((language) => examples[language].length === 0)
      if (empty.length === languages.length) context.addIssue({ code: 'custom', path, message: `${id} has no examples` })
      seen.add(id)
    })
  })

export interface CatalogueIntent {
  readonly id: string
  readonly label: { readonly en: string; readonly fr: string }
  readonly dispositionId: string
  readonly examples: { readonly en: readonly string[]; readonly fr: readonly string[] }
}

/** What calls are about, how they can end, and what never deserves a suggestion. */
export interface IntentCatalogue {
  readonly intents: readonly CatalogueIntent[]
  readonly dispositions: readonly { readonly id: string; readonly label: { readonly en: string; readonly fr: string } }[]
  readonly silence: { readonly en: readonly string[]; readonly fr: readonly string[] }
}

/** Where the catalogue comes from: people change it while calls go on. */
export interface IntentSource {
  current(): IntentCatalogue
  onChange(listener: () => void): () => void
}

/**
 * Reads `intents.yaml`.
 * @param name of the file, for the message
 * @throws AppError `catalogue.invalid` with what is wrong and where
 */
export function parseCatalogue(text: string, name = 'intents.yaml'): IntentCatalogue {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw new AppError('catalogue.invalid', `${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = catalogueFile.safeParse(content)
  if (!parsed.success) throw new AppError('catalogue.invalid', `${name}: ${z.prettifyError(parsed.error)}`)
  const { intents, dispositions, silence } = parsed.data
  return { dispositions, silence, intents: intents.map(({ disposition, ...intent }) => ({ ...intent, dispositionId: disposition })) }
}
