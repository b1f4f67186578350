import { cueSchema, entityTypes } from '@souffleur/language'
import { AppError, languages } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'
import { alertKinds, type Guide } from './guide.ts'
import { slotNames } from './reply-slots.ts'

const identifier = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected lower-case letters, digits, dashes and underscores')
const wording = z.object({ en: z.string().min(1).max(500), fr: z.string().min(1).max(500) })
const sentence = z.object({ en: z.string().max(1000), fr: z.string().max(1000) })
const scope = { queues: z.array(z.string().min(1).max(64)).default([]) }
const entity = z.enum(entityTypes)

const item = z.object({
  id: identifier,
  label: wording,
  prompt: sentence.default({ en: '', fr: '' }),
  required: z.boolean().default(false),
  recordingNotice: z.boolean().default(false),
  said: cueSchema('advisor').optional(),
  given: z.array(entity).default([]),
})

const guideFile = z
  .object({
    alerts: z
      .array(z.object({ id: identifier, kind: z.enum(alertKinds), label: wording, advice: wording, said: cueSchema('customer'), ...scope }))
      .default([]),
    lists: z
      .array(
        z.object({
          id: identifier,
          kind: z.enum(['checklist', 'procedure']),
          title: wording,
          article: z.string().default(''),
          starts: z
            .object({
              withCall: z.boolean().default(false),
              intents: z.array(identifier).default([]),
              said: cueSchema('customer').optional(),
            })
            .default({ withCall: true, intents: [] }),
          items: z.array(item).min(1).max(50),
          ...scope,
        }),
      )
      .default([]),
    replies: z.array(z.object({ id: identifier, intents: z.array(identifier).min(1), text: wording, ...scope })).default([]),
    forms: z
      .array(
        z.object({
          id: identifier,
          title: wording,
          fields: z
            .array(z.object({ id: identifier, label: wording, entity, near: cueSchema('customer').optional() }))
            .min(1)
            .max(50),
          ...scope,
        }),
      )
      .default([]),
  })
  .superRefine((guide, context) => {
    for (const [kind, entries] of Object.entries(guide)) refuseTwins(entries, [kind], context)
    guide.lists.forEach(({ items }, index) => {
      refuseTwins(items, ['lists', index, 'items'], context)
    })
    guide.replies.forEach(({ id, text }, index) => {
      const [en, fr] = languages.map((language) => slotNames(text[language]).toSorted().join(' '))
      if (en !== fr)
        context.addIssue({ code: 'custom', path: ['replies', index], message: `${id} has other slots in French than in English` })
    })
  })

function refuseTwins(entries: readonly { readonly id: string }[], path: (string | number)[], context: z.core.$RefinementCtx): void {
  const seen = new Set<string>()
  entries.forEach(({ id }, index) => {
    if (seen.has(id)) context.addIssue({ code: 'custom', path: [...path, index], message: `${id} occurs twice` })
    seen.add(id)
  })
}

/**
 * Reads a guide, as YAML or as JSON.
 * @param name of the file, for the message
 * @throws AppError `guide.invalid` with what is wrong and where
 */
export function parseGuide(text: string, name = 'guide.yaml', version = 1): Guide {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw new AppError('guide.invalid', `${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = guideFile.safeParse(content ?? {})
  if (!parsed.success) throw new AppError('guide.invalid', `${name}: ${z.prettifyError(parsed.error)}`)
  const { alerts, lists, replies, forms } = parsed.data
  return {
    version,
    alerts,
    replies,
    lists: lists.map(({ article, starts, items, ...list }) => ({
      ...list,
      articleId: article,
      starts: { withCall: starts.withCall, intents: starts.intents, said: starts.said },
      items: items.map(({ required, recordingNotice, said, ...one }) => ({
        ...one,
        isRequired: required,
        isNotice: recordingNotice,
        said,
      })),
    })),
    forms: forms.map(({ fields, ...form }) => ({ ...form, fields: fields.map(({ near, ...field }) => ({ ...field, near })) })),
  }
}
