import { systemClock } from '@souffleur/flow'
import {
  type Authorise,
  createAsteriskDoor,
  createAudioHookDoor,
  createJambonzDoor,
  createNativeDoor,
  createTwilioDoor,
  type Door,
  type SourceKeys,
} from '@souffleur/gateway'

export interface TelephonyDoorsOptions {
  /** Who may use the native socket: browsers come by it too. */
  readonly authoriseNative: Authorise
  readonly keys: SourceKeys
  /** `https://host[:port]` as platforms on the internet see this server. */
  readonly publicUrl: string | undefined
}

/** Every way in that is a WebSocket on the server's own port. */
export function createDoors({ authoriseNative, keys, publicUrl }: TelephonyDoorsOptions): readonly Door[] {
  return [
    createNativeDoor(authoriseNative),
    createTwilioDoor({ keys, publicUrl }),
    createAudioHookDoor({ keys, publicUrl, clock: systemClock }),
    createJambonzDoor(keys),
    createAsteriskDoor(keys),
  ]
}
