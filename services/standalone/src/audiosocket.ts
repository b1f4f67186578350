import type { Clock } from '@souffleur/flow'
import { createAudioSocketDoor, type Endpoint, type Gateway, type SourceKeys } from '@souffleur/gateway'
import type { Log } from '@souffleur/telemetry'
import type { Config } from './config.ts'

/** The one way in that has a port of its own; it may be turned off. */
export interface AudioSocket {
  readonly endpoints: readonly Endpoint[]
  /** Gives what ends it, together with the gateway's `stop`. @throws AppError `port.in-use` */
  listen(gateway: Gateway): Promise<() => Promise<void>>
}

export function createAudioSocket(
  { audioSocketPort, audioSocketAlwaysTickets, host }: Pick<Config, 'audioSocketPort' | 'audioSocketAlwaysTickets' | 'host'>,
  parts: { readonly keys: SourceKeys; readonly clock: Clock; readonly log: Log },
): AudioSocket {
  if (audioSocketPort === undefined) return { endpoints: [], listen: async () => async () => {} }
  const door = createAudioSocketDoor({ ...parts, alwaysTickets: audioSocketAlwaysTickets })
  return {
    endpoints: [door.endpoint],
    async listen(gateway) {
      const listener = await door.listen(gateway, host, audioSocketPort)
      return () => listener.stop()
    },
  }
}
