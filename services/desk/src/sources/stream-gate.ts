import type { IncomingMessage } from 'node:http'
import type { Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import type { SealingKeyHolder } from '../sealing/sealing-key.ts'
import type { Database } from '../storage/database.ts'
import { FollowedChanges } from '../storage/followed-changes.ts'
import { authoriseStream, type StreamAuthorisation } from '../stream-authorisation.ts'
import type { SourceKeyring } from './source-keyring.ts'
import { TelephonySources } from './telephony-sources.ts'

export interface StreamGateOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly sealingKey: SealingKeyHolder
  readonly secureCookies: boolean
  /** Empty: only the tokens of sources are taken. */
  readonly streamToken: string
}

/** Who may send calls, for a process that has no desk: as `Desk.sourceKeys` and `Desk.authoriseStream`. */
export interface StreamGate {
  readonly sourceKeys: SourceKeyring
  authorise(request: IncomingMessage): Promise<StreamAuthorisation>
  stop(): Promise<void>
}

/** Reads the sources, and follows what other processes change of them. */
export async function openStreamGate(options: StreamGateOptions): Promise<StreamGate> {
  const sources = await TelephonySources.open(options)
  const changes = new FollowedChanges(options, { sources: () => sources.readAgain() })
  const { keyring } = sources
  return {
    sourceKeys: keyring,
    authorise: (request) => authoriseStream(request, { ...options, keyring }),
    async stop() {
      await changes.stop()
      await sources.stop()
    },
  }
}
