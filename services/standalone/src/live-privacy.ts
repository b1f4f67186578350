import type { Desk, PrivacyReader } from '@souffleur/desk'
import { createCallMask, maskText, privacyRulesSchema } from '@souffleur/privacy'
import { AppError, personalDataTypes } from '@souffleur/proto'
import type { CallPrivacy } from '@souffleur/recognizer'
import type { Log } from '@souffleur/telemetry'
import { parse } from 'yaml'
import * as z from 'zod'

/** Card numbers and secret codes may not be kept, sealed or not (PCI DSS, requirement 3). */
const keepable = z
  .enum(personalDataTypes)
  .refine((type) => type !== 'card' && type !== 'secret-code', 'card numbers and secret codes are never kept')
const privacySchema = privacyRulesSchema
  .extend({
    paymentPauseSeconds: z.number().int().min(0).max(600).default(0),
    vault: z
      .strictObject({ types: z.array(keepable).default([]), days: z.number().int().min(1).max(3650).default(30) })
      .default({ types: [], days: 30 }),
  })
  .strict()
/** What an organisation has decided about the personal data of its calls. */
export type Privacy = z.infer<typeof privacySchema>

/** Everything is hidden that can be told apart: what calls get while the rules can't be read. */
const strictest: Privacy = privacySchema.parse({})

/** @throws AppError `privacy.invalid` with what is wrong and where */
export function parsePrivacy(text: string): Privacy {
  let read: unknown
  try {
    read = parse(text)
  } catch (error) {
    throw new AppError('privacy.invalid', error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : '')
  }
  const parsed = privacySchema.safeParse(read ?? {})
  if (parsed.success) return parsed.data
  throw new AppError('privacy.invalid', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
}

/** Desk stores the rules as a text; what is in them is known here. */
export const privacyReader: PrivacyReader = {
  complaint(text) {
    try {
      parsePrivacy(text)
      return undefined
    } catch (error) {
      if (error instanceof AppError) return error.detail
      throw error
    }
  },
  try: (text, { words, language }) => {
    const { text: masked, spans } = maskText(words, { language, rules: parsePrivacy(text) })
    return { masked, found: spans.map(({ start, end, type }) => ({ start, end, type })) }
  },
}

/** The rules of the calls that begin now. */
export class LivePrivacy {
  #current = strictest
  readonly #alwaysKept: readonly string[]

  private constructor(alwaysKept: readonly string[]) {
    this.#alwaysKept = alwaysKept
  }

  /**
   * @param first stored when there has never been one
   * @param names of the organisation: nobody's personal data
   */
  static async follow(
    stored: Desk['privacy'],
    { first, names, log }: { readonly first: string; readonly names: readonly string[]; readonly log: Log },
  ): Promise<LivePrivacy> {
    const live = new LivePrivacy(names)
    const take = ({ version, text }: { readonly version: number; readonly text: string }): void => {
      try {
        live.#current = parsePrivacy(text)
      } catch (error) {
        log.error('The privacy rules cannot be read; everything that can be told apart is hidden', {
          code: 'privacy.invalid',
          version,
          error,
        })
        live.#current = strictest
      }
    }
    stored.onChange(take)
    take(await stored.currentOr(first))
    return live
  }

  get current(): Privacy {
    return this.#current
  }

  /** For a call that begins. */
  open(): CallPrivacy {
    const { off, healthWords, custom, keep, paymentPauseSeconds } = this.#current
    const mask = createCallMask({ rules: { off, healthWords, custom, keep: [...keep, ...this.#alwaysKept] } })
    return { mask, paymentPauseMs: paymentPauseSeconds * 1000 }
  }
}
