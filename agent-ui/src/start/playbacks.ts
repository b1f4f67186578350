/** Calls that are played because this browser asked for it: their screens can stop them. */
const KEY = 'souffleur.playbacks'
const MAX_REMEMBERED = 50

export function rememberPlayback(callId: string): void {
  try {
    sessionStorage.setItem(KEY, [...playbacks().slice(1 - MAX_REMEMBERED), callId].join(' '))
  } catch {
    // Without storage, the call ends when its recording does.
  }
}

export function isPlayback(callId: string): boolean {
  return playbacks().includes(callId)
}

function playbacks(): readonly string[] {
  try {
    return (sessionStorage.getItem(KEY) ?? '').split(' ')
  } catch {
    return []
  }
}
