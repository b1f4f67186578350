import type { IncomingMessage } from 'node:http'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AppError, type CallEvent, CallEventSchema, isErrorCode, type NativeServerMessage, nativeServerMessage } from '@souffleur/proto'
import * as z from 'zod'

/** An error as the server tells it: English sentences, a code of the catalogue. */
export interface PeerError {
  readonly code: string
  readonly message: string
  readonly action: string
  readonly scope: string
}

const MAX_REFUSAL_BYTES = 64 * 1024
const refusalBody = z.object({ error: z.object({ code: z.string() }) })

/** Undefined for what this version doesn't understand: a newer server may say more. */
export function parseServerMessage(text: string): NativeServerMessage | undefined {
  return nativeServerMessage.safeParse(parseJson(text)).data
}

/** Undefined for an event that isn't one. */
export function eventOf(json: Record<string, unknown>): CallEvent | undefined {
  try {
    return fromJson(CallEventSchema, json as JsonValue, { ignoreUnknownFields: true })
  } catch {
    return undefined
  }
}

export function refusalOf(code: string): AppError {
  return isErrorCode(code) ? new AppError(code) : new AppError('stream.unreachable', code)
}

/** The server answered the upgrade with an HTTP error, whose body has the code as the REST interface's errors do. */
export async function refusalOfResponse(response: IncomingMessage): Promise<AppError> {
  let body = ''
  for await (const part of response) {
    body += String(part)
    if (body.length > MAX_REFUSAL_BYTES) break
  }
  const { data } = refusalBody.safeParse(parseJson(body))
  return refusalOf(data?.error.code ?? `HTTP ${response.statusCode}`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
