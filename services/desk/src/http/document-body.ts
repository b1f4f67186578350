import * as z from 'zod'

/** A text that the organisation writes, as REST gives it. */
export const documentBody = z.object({
  /** 0: there has never been one. */
  version: z.number(),
  text: z.string(),
  /** ISO 8601. */
  storedAt: z.string().nullable(),
  storedBy: z.string().nullable(),
})

export const noDocument: z.infer<typeof documentBody> = { version: 0, text: '', storedAt: null, storedBy: null }
