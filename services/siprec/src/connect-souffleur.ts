import { NativeStreamClient } from '@souffleur/media-client'
import type { RecordedCallParts } from './recorded-call.ts'

/** An INVITE is answered within this time, or refused: recording clients give up after some 32 seconds (RFC 3261, timer B). */
const READY_TIMEOUT_MS = 8000

/** Begins calls on Souffleur's native socket. @param token the deployment's stream token; empty for none */
export function connectSouffleur(url: string, token: string): RecordedCallParts['connect'] {
  const streamUrl = new URL('/telephony/stream', url.replace(/^http/, 'ws'))
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
  return (hello) => NativeStreamClient.connect(streamUrl, hello, { headers, readyTimeoutMs: READY_TIMEOUT_MS })
}
