import type { CallOffer } from '../../call-offer.ts'
import type { StreamMedia } from './audiohook-media.ts'
import { NULL_UUID, type OpenParameters } from './client-messages.ts'

/** Which entities a client's configuration asks for: `"transcript": true` or `"final"`, `"agentassist": true`. */
export interface WantedEntities {
  readonly transcript: boolean
  /** While somebody speaks. */
  readonly interim: boolean
  readonly agentAssist: boolean
}

/** The reference client gives up waiting for `closed` after ten seconds. */
const RELAY_TIMEOUT_MS = 8000
const MAX_NAME = 64
const MAX_TITLE = 200
const MAX_VALUE = 512
const MAX_VALUES = 32
/** Set by this door or by Souffleur itself. */
const RESERVED_KEY = /^(?:__proto__$|genesys\.|souffleur\.)/
/** What a configuration says to Souffleur rather than about the call. */
const settings = new Set(['queue', 'advisor', 'title', 'transcript', 'agentassist'])

/** A test of whether somebody answers: neither conversation nor participant is real. */
export function isProbe({ conversationId, participant }: OpenParameters): boolean {
  return conversationId === NULL_UUID || participant.id === NULL_UUID
}

export function wantedEntities({ customConfig }: OpenParameters): WantedEntities {
  const interim = isYes(customConfig.transcript)
  return { transcript: interim || customConfig.transcript === 'final', interim, agentAssist: isYes(customConfig.agentassist) }
}

/**
 * Whom the call is about goes into its metadata, and nowhere else. What a flow says of the call (`inputVariables`) holds before what the
 * integration says of all calls (`customConfig`).
 */
export function offerOf(sessionId: string, parameters: OpenParameters, media: StreamMedia): CallOffer {
  const said = { ...parameters.customConfig, ...parameters.inputVariables }
  const advisorId = nameOf(said.advisor)
  const wanted = wantedEntities(parameters)
  return {
    callId: sessionId,
    language: languageOf(parameters.language),
    queue: nameOf(said.queue) ?? 'default',
    ...(advisorId === undefined ? {} : { advisorId }),
    channels: media.channels,
    encoding: media.encoding,
    sampleRate: media.rateHz,
    title: textOf(said.title, MAX_TITLE) ?? '',
    synthetic: false,
    metadata: { ...valuesOf(said), ...factsOf(parameters) },
    wantsEvents: wanted.transcript || wanted.agentAssist,
    relay: { until: 'transcript', timeoutMs: RELAY_TIMEOUT_MS },
  }
}

/** From BCP 47: `fr-CA` is French. */
export function languageOf(tag: string | undefined): CallOffer['language'] {
  const [primary] = (tag ?? '').toLowerCase().split('-')
  return primary === 'fr' || primary === 'en' ? primary : 'auto'
}

function factsOf({ conversationId, organizationId, participant, continuedSessions }: OpenParameters): Record<string, string> {
  const facts = {
    'genesys.conversationId': conversationId,
    'genesys.organizationId': organizationId,
    'genesys.participantId': participant.id,
    'genesys.ani': participant.ani,
    'genesys.aniName': participant.aniName,
    'genesys.dnis': participant.dnis,
    'genesys.continues': continuedSessions[0]?.id ?? '',
  }
  return Object.fromEntries(Object.entries(facts).flatMap(([key, value]) => (value === '' ? [] : [[key, cut(value, MAX_VALUE)]])))
}

function valuesOf(said: Readonly<Record<string, unknown>>): Record<string, string> {
  const values: [string, string][] = []
  for (const [key, value] of Object.entries(said)) {
    const text = textOf(value, MAX_VALUE)
    if (text === undefined || settings.has(key) || RESERVED_KEY.test(key) || key.length > MAX_NAME) continue
    values.push([key, text])
    if (values.length === MAX_VALUES) break
  }
  return Object.fromEntries(values)
}

function nameOf(value: unknown): string | undefined {
  return textOf(value, MAX_NAME)
}

function textOf(value: unknown, max: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = cut(String(value).trim(), max)
  return text === '' ? undefined : text
}

/** A character that was cut in two would be none. */
function cut(text: string, max: number): string {
  return text.slice(0, max).toWellFormed()
}

function isYes(value: unknown): boolean {
  return value === true || value === 'true'
}
