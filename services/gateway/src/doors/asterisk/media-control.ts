import type { EncodingName } from '@souffleur/proto'
import * as z from 'zod'

/**
 * The TEXT messages of chan_websocket, from Asterisk: https://github.com/asterisk/asterisk, `channels/chan_websocket.c`. Either
 * `MEDIA_START connection_id:... format:ulaw ...`, or a JSON object with the same fields (`f(json)` in the dial string).
 */
export interface MediaControl {
  readonly event: string
  readonly format: string | undefined
}

/** Undefined for text in neither form. */
export function parseControl(text: string): MediaControl | undefined {
  return text.startsWith('{') ? parseJson(text) : parsePlain(text)
}

export interface MediaFormat {
  readonly encoding: EncodingName
  readonly sampleRate: number
}

/** Asterisk's names of what can be read here: the others (opus, g722, g729, slin96...) would have to be decoded. */
const formats: ReadonlyMap<string, MediaFormat> = new Map([
  ['ulaw', { encoding: 'pcmu', sampleRate: 8000 }],
  ['alaw', { encoding: 'pcma', sampleRate: 8000 }],
  ['slin', { encoding: 'l16', sampleRate: 8000 }],
  ['slin12', { encoding: 'l16', sampleRate: 12_000 }],
  ['slin16', { encoding: 'l16', sampleRate: 16_000 }],
  ['slin24', { encoding: 'l16', sampleRate: 24_000 }],
  ['slin32', { encoding: 'l16', sampleRate: 32_000 }],
  ['slin44', { encoding: 'l16', sampleRate: 44_100 }],
  ['slin48', { encoding: 'l16', sampleRate: 48_000 }],
])

export function formatNamed(name: string): MediaFormat | undefined {
  return formats.get(name)
}

const jsonControl = z.object({ event: z.string().max(64), format: z.string().max(64).optional().catch(undefined) })

function parseJson(text: string): MediaControl | undefined {
  try {
    const { data } = jsonControl.safeParse(JSON.parse(text))
    return data === undefined ? undefined : { event: data.event, format: data.format }
  } catch {
    return undefined
  }
}

function parsePlain(text: string): MediaControl | undefined {
  const [, event] = /^([A-Z][A-Z_]{0,63})(?: |$)/.exec(text) ?? []
  const [, format] = / format:(\S{1,64})/.exec(text) ?? []
  return event === undefined ? undefined : { event, format }
}
