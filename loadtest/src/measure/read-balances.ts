import * as z from 'zod'
import { signIn, type WatcherAccount } from '../watch-calls.ts'

export interface Balances {
  /** Calls whose account is final. */
  readonly final: number
  readonly unbalanced: number
  /** Calls that the server doesn't know, or whose account was not final in time. */
  readonly unknown: number
}

const account = z.object({ final: z.boolean(), balanced: z.boolean().nullable() })
/** The last words of a call may still be written when it has ended for its platform. */
const ATTEMPTS = 20
const BETWEEN_ATTEMPTS_MS = 500

/** Whether the server can account for every sample of every call. Null when it lets nobody in with that account. */
export async function readBalances(
  serverUrl: string,
  watcher: WatcherAccount | undefined,
  callIds: readonly string[],
): Promise<Balances | null> {
  if (watcher === undefined || callIds.length === 0) return null
  const cookie = await signIn(serverUrl, watcher).catch(() => undefined)
  if (cookie === undefined) return null
  let open = [...callIds]
  let [final, unbalanced] = [0, 0]
  for (let attempt = 0; open.length > 0 && attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await pause(BETWEEN_ATTEMPTS_MS)
    const left: string[] = []
    for (const callId of open) {
      const known = await fetchAccount(`${serverUrl}/api/v1/calls/${encodeURIComponent(callId)}/accounting`, cookie)
      if (known?.final !== true) left.push(callId)
      else {
        final += 1
        if (known.balanced === false) unbalanced += 1
      }
    }
    open = left
  }
  return { final, unbalanced, unknown: open.length }
}

async function fetchAccount(url: string, cookie: string): Promise<z.infer<typeof account> | undefined> {
  try {
    const response = await fetch(url, { headers: { cookie }, signal: AbortSignal.timeout(10_000) })
    return account.safeParse(await response.json()).data
  } catch {
    return undefined
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
