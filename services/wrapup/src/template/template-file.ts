import { cueSchema, entityTypes } from '@souffleur/language'
import { AppError } from '@souffleur/proto'
import { parse } from 'yaml'
import * as z from 'zod'
import { type FieldSource, type FieldType, fieldTypes, type SummaryTemplates } from './template.ts'

const identifier = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'expected letters, digits, dashes and underscores')
const label = z.object({ en: z.string().min(1).max(200), fr: z.string().min(1).max(200) })
const by = z.enum(['customer', 'advisor', 'anyone'])
/** Names as organisations write them, for the acts as the language package calls them. */
const actNames = {
  promises: 'commitment',
  actions: 'action_done',
  requests: 'request',
  questions: 'question',
  refusals: 'refusal',
} as const
type ActWord = keyof typeof actNames
const actWords = Object.keys(actNames) as [ActWord, ...ActWord[]]

/** A word, or exactly one of `acts`, `entities` and `said`: one object, so that a mistake in it is told where it is. */
const from = z.preprocess(
  (sent) => (typeof sent === 'string' ? { about: sent } : sent),
  z
    .strictObject({
      about: z.enum(['reason', 'resolution', 'follow-up']).optional(),
      acts: z.array(z.enum(actWords)).min(1).optional(),
      entities: z.array(z.enum(entityTypes)).min(1).optional(),
      said: cueSchema('anyone').optional(),
      by: by.optional(),
      near: cueSchema('anyone').optional(),
    })
    .superRefine(({ about, acts, entities, said, by: speaker, near }, context) => {
      const sources = [about, acts, entities, said].filter((source) => source !== undefined)
      if (sources.length !== 1) context.addIssue({ code: 'custom', message: 'expected exactly one of acts, entities and said, or a word' })
      if (speaker !== undefined && acts === undefined && entities === undefined)
        context.addIssue({ code: 'custom', message: 'by goes with acts and entities; a cue has its own' })
      if (near !== undefined && entities === undefined) context.addIssue({ code: 'custom', message: 'near goes with entities' })
    }),
)
type From = z.output<typeof from>

const choice = z.strictObject({ id: identifier, label, said: cueSchema('anyone') })

const field = z
  .strictObject({
    id: identifier,
    label,
    type: z.enum(fieldTypes),
    required: z.boolean().default(false),
    from: from.optional(),
    choices: z.array(choice).min(2).max(50).optional(),
    /** Words that tell which date, amount or entity is meant. */
    near: cueSchema('anyone').optional(),
    /** Of an entity field. */
    entity: z.enum(entityTypes).optional(),
  })
  .superRefine((sent, context) => {
    const problem = problemOf(sent)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: `${sent.id}: ${problem}` })
  })
type FieldSent = z.output<typeof field>

const template = z.strictObject({
  id: identifier,
  queues: z.array(z.string().min(1).max(64)).default([]),
  fields: z.array(field).min(1).max(40),
})

const templateFile = z.strictObject({ templates: z.array(template).max(50).default([]) }).superRefine(({ templates }, context) => {
  const refuseTwins = (names: readonly string[], what: string): void => {
    const twin = names.find((name, index) => names.indexOf(name) !== index)
    if (twin !== undefined) context.addIssue({ code: 'custom', message: `${what} ${twin} occurs twice` })
  }
  refuseTwins(
    templates.map(({ id }) => id),
    'template',
  )
  refuseTwins(
    templates.flatMap(({ queues }) => (queues.length === 0 ? ['for all queues'] : queues)),
    'a template of queue',
  )
  for (const { id, fields } of templates) {
    refuseTwins(
      fields.map((sent) => sent.id),
      `template ${id}: field`,
    )
  }
})

/**
 * Reads summary templates, as YAML or as JSON.
 * @param name of the file, for the message
 * @throws AppError `template.invalid` with what is wrong and where
 */
export function parseTemplates(text: string, name = 'templates.yaml', version = 1): SummaryTemplates {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    throw new AppError('template.invalid', `${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = templateFile.safeParse(content ?? {})
  if (!parsed.success) throw new AppError('template.invalid', `${name}: ${z.prettifyError(parsed.error)}`)
  const templates = parsed.data.templates.map(({ fields, ...rest }) => ({
    ...rest,
    fields: fields.map((sent) => ({
      id: sent.id,
      label: sent.label,
      type: sent.type,
      isRequired: sent.required,
      source: sourceOf(sent),
    })),
  }))
  return { version, templates }
}

function problemOf({ type, from: source, choices, near, entity }: FieldSent): string | undefined {
  if ((type === 'choice') !== (choices !== undefined)) return 'choices go with type choice'
  if ((type === 'entity') !== (entity !== undefined)) return 'entity goes with type entity'
  const hasOwnSource = type === 'choice' || type === 'entity' || type === 'date' || type === 'amount'
  if (hasOwnSource && source !== undefined) return `from doesn't go with type ${type}`
  if (!hasOwnSource && source === undefined) return `type ${type} needs from`
  if (near !== undefined && (type === 'choice' || !hasOwnSource)) return 'near goes with types date, amount and entity'
  return undefined
}

function sourceOf({ type, from: source, choices, near, entity }: FieldSent): FieldSource {
  if (choices !== undefined) return { kind: 'choice', choices }
  if (source !== undefined) return writtenSource(source)
  return { kind: 'entities', types: [entity ?? valueTypeOf(type)], by: 'anyone', near }
}

function valueTypeOf(type: FieldType): 'date' | 'amount' {
  return type === 'date' ? 'date' : 'amount'
}

function writtenSource({ about, acts, entities, said, by: speaker = 'anyone', near }: From): FieldSource {
  if (acts !== undefined) return { kind: 'acts', acts: acts.map((word) => actNames[word]), by: speaker }
  if (entities !== undefined) return { kind: 'entities', types: entities, by: speaker, near }
  if (said !== undefined) return { kind: 'said', cue: said }
  return { kind: about ?? 'reason' }
}
