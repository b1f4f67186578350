import { AppError } from '@souffleur/proto'
import type { CallCursor } from '../calls/call-repository.ts'

/** A place in a list of calls, as clients hand it back. */
export function writeCursor({ startedAtMs, callId }: CallCursor): string {
  return Buffer.from(`${startedAtMs} ${callId}`).toString('base64url')
}

/** @throws AppError `request.invalid` for anything that {@link writeCursor} didn't write. */
export function readCursor(text: string): CallCursor {
  const match = /^(\d{1,15}) (\S{1,64})$/.exec(Buffer.from(text, 'base64url').toString())
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('request.invalid', 'before: not a cursor of this list')
  return { startedAtMs: Number(match[1]), callId: match[2] }
}
