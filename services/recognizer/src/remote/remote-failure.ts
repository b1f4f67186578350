/** Why a server gave no text. Never holds anything of what it answered: that may be what was said. */
export class RemoteFailure extends Error {
  /** Another attempt, or another server, may do better. */
  readonly isPassing: boolean
  /** Its HTTP status, where it answered at all. */
  readonly status: number | undefined

  constructor(
    detail: string,
    { isPassing, status, cause }: { readonly isPassing: boolean; readonly status?: number; readonly cause?: unknown },
  ) {
    super(detail, { cause })
    this.isPassing = isPassing
    this.status = status
  }
}

/** RFC 9110 section 15: what a server says of itself passes, what it says of the request doesn't. */
export function failureOfStatus(status: number): RemoteFailure {
  const isPassing = status === 408 || status === 425 || status === 429 || status >= 500
  return new RemoteFailure(`status ${status}`, { isPassing, status })
}
