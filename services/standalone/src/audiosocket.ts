import type { Clock } from '@souffleur/flow'
import { createAudioSocketDoor, type Endpoint, type Gateway, type SourceKeys } from '@souffleur/gateway'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Config } from './config.ts'

/** The one way in that has a port of its own; it may be turned off. */
export interface AudioSocket {
  readonly endpoints: readonly Endpoint[]
  /**
   * Gives what ends it, together with the gateway's `stop`. Where nobody asked for it and another program has its usual port, everything
   * else works without it, and the log says so. @throws AppError `port.in-use` where it was asked for
   */
  listen(gateway: Gateway): Promise<() => Promise<void>>
}

type AudioSocketConfig = Pick<Config, 'audioSocketPort' | 'audioSocketIsAskedFor' | 'audioSocketAlwaysTickets' | 'host'>

export function createAudioSocket(
  { audioSocketPort, audioSocketIsAskedFor, audioSocketAlwaysTickets, host }: AudioSocketConfig,
  parts: { readonly keys: SourceKeys; readonly clock: Clock; readonly log: Log },
): AudioSocket {
  if (audioSocketPort === undefined) return { endpoints: [], listen: async () => async () => {} }
  const door = createAudioSocketDoor({ ...parts, alwaysTickets: audioSocketAlwaysTickets })
  return {
    endpoints: [door.endpoint],
    async listen(gateway) {
      try {
        const listener = await door.listen(gateway, host, audioSocketPort)
        return () => listener.stop()
      } catch (error) {
        if (audioSocketIsAskedFor || !(error instanceof AppError && error.code === 'port.in-use')) throw error
        parts.log.warn('AudioSocket is not available: another program has its port', { code: error.code, port: audioSocketPort })
        return async () => {}
      }
    },
  }
}
