import * as z from 'zod'

/** A language model on the premises; undefined: none, which is how Souffleur comes. */
export type LanguageModelConfig = { readonly url: string; readonly model: string; readonly apiKey: string | undefined } | undefined

/** An empty value is as good as none: compose files have them. */
const emptyIsNone = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' ? undefined : value), schema)

export const languageModelVariables = {
  /** An OpenAI-compatible server, up to before `/v1/chat/completions`. What is said and quoted is sent there, and nowhere else. */
  SOUFFLEUR_LLM_URL: emptyIsNone(z.url({ protocol: /^https?$/ }).optional()),
  SOUFFLEUR_LLM_MODEL: emptyIsNone(z.string().min(1).optional()),
  SOUFFLEUR_LLM_KEY: emptyIsNone(z.string().min(1).optional()),
}

const schema = z.object(languageModelVariables)

export function languageModelConfigOf(values: z.infer<typeof schema>): LanguageModelConfig {
  const { SOUFFLEUR_LLM_URL: url, SOUFFLEUR_LLM_MODEL: model, SOUFFLEUR_LLM_KEY: apiKey } = values
  return url === undefined ? undefined : { url: url.replace(/\/+$/, '').replace(/\/v1$/, ''), model: model ?? 'default', apiKey }
}
