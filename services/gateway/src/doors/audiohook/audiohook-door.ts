import type { Door } from '../door.ts'
import { type AudioHookAccess, authoriseAudioHook } from './audiohook-access.ts'
import { AudioHookDialect } from './audiohook-dialect.ts'
import { headerOf } from './http-signature.ts'

export const AUDIOHOOK_PATH = '/telephony/audiohook'

/** Genesys Cloud's AudioHook, protocol version 2: `docs/telephony/audiohook.md`. */
export function createAudioHookDoor(access: AudioHookAccess): Door {
  return {
    name: 'audiohook',
    path: AUDIOHOOK_PATH,
    subprotocols: [],
    authorise: authoriseAudioHook(access),
    open: ({ request: { headers }, signals }) =>
      new AudioHookDialect(signals, {
        sessionId: headerOf(headers, 'audiohook-session-id')?.toLowerCase(),
        organizationId: headerOf(headers, 'audiohook-organization-id')?.toLowerCase(),
      }),
  }
}
