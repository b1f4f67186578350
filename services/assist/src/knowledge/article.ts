import { languages } from '@souffleur/proto'
import * as z from 'zod'

/** Longer than any text that a person reads in a call; also the bound of what is stored. */
export const MOST_BODY_CHARACTERS = 200_000

const identifier = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,127}$/, 'expected lower-case letters, digits, dots and dashes')
const day = z.iso.date()

/** An article of the knowledge base. Its translation is an article of its own with the same `id`. */
export const articleSchema = z.object({
  id: identifier,
  language: z.enum(languages),
  version: z.number().int().positive(),
  title: z.string().min(1).max(300),
  category: z.string().max(64),
  audience: z.string().max(64),
  /** The team that answers for it. */
  owner: z.string().max(64),
  validFrom: day,
  validTo: day.nullable(),
  /** Intents of the catalogue that it answers. */
  intents: z.array(z.string().max(64)).max(50),
  /** How a customer may put it. */
  questions: z.array(z.string().max(500)).max(100),
  /** Markdown. */
  body: z.string().min(1).max(MOST_BODY_CHARACTERS),
})
export type Article = z.infer<typeof articleSchema>
