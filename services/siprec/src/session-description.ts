import { parse, write } from 'sdp-transform'
import * as z from 'zod'
import type { CallEncoding, PayloadMeaning } from './line-receiver.ts'

const MAX_LINES = 16
const MAX_PAYLOADS = 64

const address = z.object({ ip: z.string().max(64) })
const line = z.object({
  type: z.string(),
  port: z.number().int(),
  protocol: z.string(),
  payloads: z.coerce.string().default(''),
  label: z.coerce.string().max(256).default(''),
  direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
  connection: address.optional(),
  rtp: z
    .array(z.object({ payload: z.number().int(), codec: z.string(), rate: z.number().optional(), encoding: z.number().optional() }))
    .max(MAX_PAYLOADS)
    .default([]),
})
const description = z.object({
  direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
  connection: address.optional(),
  media: z.array(line).min(1).max(MAX_LINES),
})

export interface OfferedLine {
  readonly index: number
  readonly type: string
  readonly protocol: string
  /** 0: switched off. */
  readonly port: number
  /** Where its packets come from. */
  readonly address: string
  readonly label: string
  readonly sends: boolean
  /** In the order of the offerer's preference. */
  readonly payloads: readonly OfferedPayload[]
}

interface OfferedPayload {
  readonly payload: number
  readonly codec: string
  readonly rateHz: number
  readonly channels: number
}

/** RFC 3551 table 4: types that need no rtpmap. */
const staticPayloads: Readonly<Record<number, Omit<OfferedPayload, 'payload'>>> = {
  0: { codec: 'PCMU', rateHz: 8000, channels: 1 },
  8: { codec: 'PCMA', rateHz: 8000, channels: 1 },
  9: { codec: 'G722', rateHz: 8000, channels: 1 },
  13: { codec: 'CN', rateHz: 8000, channels: 1 },
  18: { codec: 'G729', rateHz: 8000, channels: 1 },
}

/** Undefined for what isn't a session description with media (RFC 8866). */
export function readDescription(sdp: string): OfferedLine[] | undefined {
  const { data } = description.safeParse(parseLoosely(sdp))
  return data?.media.map((media, index) => ({
    index,
    type: media.type,
    protocol: media.protocol,
    port: media.port,
    address: media.connection?.ip ?? data.connection?.ip ?? '',
    label: media.label,
    sends: ['sendrecv', 'sendonly'].includes(media.direction ?? data.direction ?? 'sendrecv'),
    payloads: payloadsOf(media),
  }))
}

function parseLoosely(sdp: string): unknown {
  try {
    return parse(sdp)
  } catch {
    return undefined
  }
}

function payloadsOf({ payloads, rtp }: z.infer<typeof line>): OfferedPayload[] {
  const offered: OfferedPayload[] = []
  for (const word of payloads.split(' ').slice(0, MAX_PAYLOADS)) {
    const payload = Number(word)
    const mapped = rtp.find((each) => each.payload === payload)
    const known = staticPayloads[payload]
    if (mapped !== undefined) {
      offered.push({ payload, codec: mapped.codec.toUpperCase(), rateHz: mapped.rate ?? 8000, channels: mapped.encoding ?? 1 })
    } else if (known !== undefined) offered.push({ payload, ...known })
  }
  return offered
}

/** What will come on a line: one codec, and the signs that go with it. */
export interface AgreedLine {
  readonly line: OfferedLine
  readonly encoding: CallEncoding['encoding']
  readonly payloads: readonly OfferedPayload[]
  readonly meanings: ReadonlyMap<number, PayloadMeaning>
}

/** The first codec of the line that can be read at that rate; undefined when there is none. */
export function agreeOnLine(offered: OfferedLine, sampleRateHz: number): AgreedLine | undefined {
  const codec = offered.payloads.find((each) => each.rateHz === sampleRateHz && encodingOf(each) !== undefined)
  const encoding = codec && encodingOf(codec)
  if (codec === undefined || encoding === undefined) return undefined
  const signs = offered.payloads.filter((each) => each.rateHz === sampleRateHz && signOf(each) !== undefined)
  const meanings = new Map<number, PayloadMeaning>([[codec.payload, encoding]])
  for (const each of signs) {
    const sign = signOf(each)
    if (sign !== undefined) meanings.set(each.payload, sign)
  }
  return { line: offered, encoding, payloads: [codec, ...signs], meanings }
}

/** The best rate at which every line can be read: a call has one. */
export function commonRateHz(lines: readonly OfferedLine[]): 16000 | 8000 | undefined {
  return ([16_000, 8000] as const).find((rate) => lines.length > 0 && lines.every((each) => agreeOnLine(each, rate) !== undefined))
}

function encodingOf({ codec, channels }: OfferedPayload): CallEncoding['encoding'] | undefined {
  if (channels !== 1) return undefined
  switch (codec) {
    case 'PCMU':
      return 'pcmu'
    case 'PCMA':
      return 'pcma'
    case 'L16':
      return 'l16'
    default:
      return undefined
  }
}

function signOf({ codec }: OfferedPayload): 'comfort-noise' | 'telephone-event' | undefined {
  if (codec === 'CN') return 'comfort-noise'
  return codec === 'TELEPHONE-EVENT' ? 'telephone-event' : undefined
}

export interface AnswerParts {
  readonly address: string
  readonly version: number
  /** Every line of the offer, in its order. */
  readonly lines: readonly OfferedLine[]
  /** By the line's index, with the port where it is received; a line that is missing here is declined. */
  readonly accepted: ReadonlyMap<number, { readonly agreed: AgreedLine; readonly port: number }>
}

/** A recording server only receives (RFC 7866 section 7.2). */
export function writeAnswer({ address: ip, version, lines, accepted }: AnswerParts): string {
  const ipVer = ip.includes(':') ? 6 : 4
  return write({
    version: 0,
    origin: { username: 'souffleur', sessionId: 1, sessionVersion: version, netType: 'IN', ipVer, address: ip },
    name: '-',
    connection: { version: ipVer, ip },
    timing: { start: 0, stop: 0 },
    media: lines.map((offered) => {
      const { type, protocol } = offered
      const taken = accepted.get(offered.index)
      if (taken === undefined) return { type, port: 0, protocol, payloads: String(offered.payloads[0]?.payload ?? 0), rtp: [], fmtp: [] }
      const { payloads } = taken.agreed
      return {
        type,
        port: taken.port,
        protocol,
        payloads: payloads.map(({ payload }) => payload).join(' '),
        rtp: payloads.map(({ payload, codec, rateHz }) => ({
          payload,
          codec: codec === 'TELEPHONE-EVENT' ? 'telephone-event' : codec,
          rate: rateHz,
        })),
        fmtp: [],
        direction: offered.sends ? 'recvonly' : 'inactive',
      }
    }),
  })
}
