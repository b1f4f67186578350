import * as z from 'zod'

/** Where vectors of meaning come from. */
export type MeaningConfig =
  | { readonly kind: 'off' }
  | { readonly kind: 'model'; readonly name: string }
  | {
      readonly kind: 'endpoint'
      readonly url: string
      readonly model: string
      readonly apiKey: string | undefined
      readonly marked: boolean
      readonly dimensions: number | undefined
    }

/** An empty value is as good as none: compose files have them. */
const emptyIsNone = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema)

export const meaningVariables = {
  /** A model of `npm run models` that makes vectors, or off. */
  SOUFFLEUR_MEANING: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]*$/)
    .default('multilingual-e5-small'),
  /** An OpenAI-compatible server, up to before `/v1/embeddings`: takes the place of the model. */
  SOUFFLEUR_EMBEDDINGS_URL: emptyIsNone(z.url({ protocol: /^https?$/ }).optional()),
  SOUFFLEUR_EMBEDDINGS_MODEL: z.string().min(1).default('multilingual-e5-small'),
  SOUFFLEUR_EMBEDDINGS_KEY: emptyIsNone(z.string().min(1).optional()),
  /** e5: the model was trained with "query: " and "passage: " before texts. */
  SOUFFLEUR_EMBEDDINGS_PREFIXES: z.enum(['e5', 'none']).default('none'),
  SOUFFLEUR_EMBEDDINGS_DIMENSIONS: emptyIsNone(z.coerce.number().int().min(8).max(8_192).optional()),
}

const schema = z.object(meaningVariables)

export function meaningConfigOf(values: z.infer<typeof schema>): MeaningConfig {
  if (values.SOUFFLEUR_EMBEDDINGS_URL !== undefined) {
    return {
      kind: 'endpoint',
      url: values.SOUFFLEUR_EMBEDDINGS_URL.replace(/\/+$/, '').replace(/\/v1$/, ''),
      model: values.SOUFFLEUR_EMBEDDINGS_MODEL,
      apiKey: values.SOUFFLEUR_EMBEDDINGS_KEY,
      marked: values.SOUFFLEUR_EMBEDDINGS_PREFIXES === 'e5',
      dimensions: values.SOUFFLEUR_EMBEDDINGS_DIMENSIONS,
    }
  }
  return values.SOUFFLEUR_MEANING === 'off' ? { kind: 'off' } : { kind: 'model', name: values.SOUFFLEUR_MEANING }
}
