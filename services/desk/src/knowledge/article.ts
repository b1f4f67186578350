import { languages } from '@souffleur/proto'
import * as z from 'zod'

const day = z.iso.date()

/** An article of the knowledge base. `id` is the same in both languages. */
export const article = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,127}$/),
  language: z.enum(languages),
  version: z.number().int().positive(),
  title: z.string().min(1).max(300),
  category: z.string().max(64),
  audience: z.string().max(64),
  /** The team that answers for it. */
  owner: z.string().max(64),
  validFrom: day,
  validTo: day.nullable(),
  intents: z.array(z.string().max(64)).max(50),
  /** How a customer may put it. */
  questions: z.array(z.string().max(500)).max(100),
  /** Markdown. */
  body: z.string().min(1).max(200_000),
})
export type Article = z.infer<typeof article>
