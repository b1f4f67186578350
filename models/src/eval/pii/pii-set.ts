import { type PersonalDataType, personalDataTypes } from '@souffleur/proto'
import * as z from 'zod'
import { UsageError } from '../evaluation.ts'
import { readJsonLines } from '../json-lines.ts'

export interface ExpectedSpan {
  readonly start: number
  readonly end: number
  /** "apart": not personal data on its own by our rules; finding it is neither right nor wrong. */
  readonly type: PersonalDataType | 'apart'
}

export interface PiiTurn {
  readonly channel: string
  readonly text: string
  readonly spans: readonly ExpectedSpan[]
}

/** One line of a set: an utterance, or the turns of a conversation. */
export interface PiiItem {
  readonly turns: readonly PiiTurn[]
}

/** Presidio's types that ours have; the others (a country, an organisation, a title, an age, a date, a bare postcode, a site) are "apart". */
const presidioTypes: Readonly<Record<string, PersonalDataType>> = {
  PERSON: 'name',
  STREET_ADDRESS: 'postal-address',
  CREDIT_CARD: 'card',
  PHONE_NUMBER: 'phone',
  EMAIL_ADDRESS: 'email',
  IBAN_CODE: 'iban',
  US_SSN: 'ssn',
  IP_ADDRESS: 'ip-address',
  US_DRIVER_LICENSE: 'driving-licence',
}

const presidioSchema = z.object({
  full_text: z.string(),
  template_id: z.union([z.number(), z.string()]).optional(),
  spans: z.array(z.object({ entity_type: z.string(), start_position: z.number().int(), end_position: z.number().int() })),
})
const spanSchema = z.object({ start: z.number().int(), end: z.number().int(), type: z.enum(personalDataTypes) })
const ownSchema = z.object({ text: z.string(), language: z.string().optional(), spans: z.array(spanSchema) })
const conversationSchema = z.object({
  language: z.string().optional(),
  turns: z.array(z.object({ channel: z.string(), text: z.string(), spans: z.array(spanSchema) })),
})
const lineSchema = z.union([presidioSchema, conversationSchema, ownSchema])

export const halves = ['all', 'tune', 'report'] as const
export type Half = (typeof halves)[number]

/** @throws UsageError when the file has no line of this half */
export function readPiiSet(path: string, half: Half): PiiItem[] {
  const items = readJsonLines(path, lineSchema).flatMap((line): PiiItem[] => {
    if ('turns' in line) return [{ turns: line.turns }]
    if ('text' in line) return [{ turns: [{ channel: 'caller', text: line.text, spans: line.spans }] }]
    if (half !== 'all' && halfOf(String(line.template_id ?? line.full_text)) !== half) return []
    return [{ turns: [presidioTurn(line)] }]
  })
  if (items.length === 0) throw new UsageError(`${path} has no lines of the half "${half}".`)
  return items
}

function presidioTurn({ full_text, spans }: z.infer<typeof presidioSchema>): PiiTurn {
  // Their offsets count code points.
  const toUnits = unitOffsets(full_text)
  return {
    channel: 'caller',
    text: full_text,
    spans: spans.map(({ entity_type, start_position, end_position }) => ({
      start: toUnits(start_position),
      end: toUnits(end_position),
      type: presidioTypes[entity_type] ?? 'apart',
    })),
  }
}

function unitOffsets(text: string): (codePoints: number) => number {
  const offsets = [0]
  for (const character of text) offsets.push((offsets.at(-1) ?? 0) + character.length)
  return (codePoints) => offsets[codePoints] ?? text.length
}

/** By template, so that sentences made from one template are never on both sides (FNV-1a). */
function halfOf(template: string): Half {
  let hash = 0x811c9dc5
  for (const character of template) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return (hash >>> 7) % 2 === 0 ? 'tune' : 'report'
}
