import { err, ok, type Result } from '@souffleur/flow'
import * as z from 'zod'
import { labelsOf } from '../call-labels.ts'
import { partOf, singleChannel } from '../single-channel.ts'
import type { TicketedCall } from './ticket-office.ts'

const places: readonly string[] = ['callId', 'channel', 'channels']
const jsonObject = z.record(z.string(), z.unknown())

/**
 * The call that a request for a ticket announces: a JSON object, or a form, as Asterisk's CURL() sends what it is given.
 * @returns what is wrong with it, otherwise: names of fields, and nothing that somebody said
 */
export function readTicketRequest(body: string, contentType: string | undefined, sourceId: string): Result<TicketedCall, string> {
  const said = contentType?.includes('x-www-form-urlencoded') === true ? readForm(body) : readJson(body)
  if (said === undefined) return err('expected a JSON object or a form')
  const place = singleChannel.safeParse(said)
  if (!place.success) return err(place.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  const { metadata, ...labels } = said
  const named = jsonObject.safeParse(metadata ?? {})
  if (!named.success) return err('metadata: expected an object')
  const others = Object.entries(labels).filter(([name]) => !places.includes(name))
  return ok({
    ...partOf(place.data, sourceId),
    ...labelsOf([...others, ...Object.entries(named.data)]),
    synthetic: false,
    wantsEvents: false,
  })
}

/** An empty value is one that the dialplan had nothing for. A form may also be JSON under a form's name: curl says so if nobody tells it otherwise. */
function readForm(body: string): Record<string, unknown> | undefined {
  if (body.trimStart().startsWith('{')) return readJson(body)
  return Object.fromEntries([...new URLSearchParams(body)].filter(([, value]) => value !== ''))
}

function readJson(body: string): Record<string, unknown> | undefined {
  try {
    return jsonObject.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}
