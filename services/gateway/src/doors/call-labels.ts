import type { CallOffer } from '../call-offer.ts'

/** What a platform says of a call besides its sound. */
export type CallLabels = Pick<CallOffer, 'language' | 'queue' | 'advisorId' | 'title' | 'metadata'>

/** As the native hello has them. */
const MAX_NAME = 64
const MAX_TITLE = 200
const MAX_VALUE = 512
const MAX_VALUES = 32
const settings = new Set(['language', 'queue', 'advisor', 'advisorId', 'title'])
/** Set by Souffleur itself. */
const RESERVED_NAME = /^(?:__proto__$|souffleur\.)/

/**
 * Reads `language` (BCP 47: `fr-CA` is French), `queue`, `advisor` or `advisorId`, and `title`; everything else becomes metadata. What is
 * too long is cut, and what is no text is left out: no call is refused for its labels.
 */
export function labelsOf(said: Iterable<readonly [string, unknown]>): CallLabels {
  const values = new Map(said)
  const advisorId = textOf(values.get('advisorId') ?? values.get('advisor'), MAX_NAME)
  return {
    language: languageOf(values.get('language')),
    queue: textOf(values.get('queue'), MAX_NAME) ?? 'default',
    ...(advisorId === undefined ? {} : { advisorId }),
    title: textOf(values.get('title'), MAX_TITLE) ?? '',
    metadata: metadataOf(values),
  }
}

function languageOf(value: unknown): CallOffer['language'] {
  const [primary] = typeof value === 'string' ? value.toLowerCase().split(/[-_]/) : []
  return primary === 'fr' || primary === 'en' ? primary : 'auto'
}

function metadataOf(values: ReadonlyMap<string, unknown>): Record<string, string> {
  const metadata: [string, string][] = []
  for (const [name, value] of values) {
    const text = textOf(value, MAX_VALUE)
    const isName = name !== '' && name.length <= MAX_NAME && name.isWellFormed()
    if (text === undefined || !isName || settings.has(name) || RESERVED_NAME.test(name)) continue
    metadata.push([name, text])
    if (metadata.length === MAX_VALUES) break
  }
  return Object.fromEntries(metadata)
}

function textOf(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  // A character that was cut in two would be none.
  const text = String(value).trim().slice(0, maxLength).toWellFormed()
  return text === '' ? undefined : text
}
