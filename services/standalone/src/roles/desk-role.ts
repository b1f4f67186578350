import { readFile } from 'node:fs/promises'
import { createDesk } from '@souffleur/desk'
import { createCallPlayer } from '../call-player.ts'
import { demoPrivacyFile } from '../demo.ts'
import { deskParts, openDesk } from '../desk-parts.ts'
import type { Egress } from '../egress/egress.ts'
import { createIntentReader } from '../intent-reader.ts'
import { LiveIntents } from '../live-intents.ts'
import { LivePrivacy } from '../live-privacy.ts'
import { VERSION } from '../version.ts'
import { ClusterView, type MemberWords } from './cluster-view.ts'
import { askAssist } from './internal-assist.ts'
import type { RoleParts, RunningRole } from './role.ts'

/** The API, the pages and the live feed. Every desk has all calls on its feed, and records its share of them. */
export async function startDeskRole(parts: RoleParts, egress: Egress): Promise<RunningRole> {
  const { config, cluster, clock, log, metrics, bus, plainDatabase } = parts
  const intents = await LiveIntents.open(log)
  const view = new ClusterView(
    bus.joinBoard(() => JSON.stringify({ role: 'desk' } satisfies MemberWords)),
    clock,
  )
  const assistant = askAssist({ url: cluster.assistUrl ?? '', token: cluster.internalToken })
  const player = createCallPlayer({ clock, log, streamUrl: () => cluster.streamUrl ?? '', token: config.streamToken })
  const desk = await createDesk({
    bus,
    clock,
    log,
    metrics,
    database: plainDatabase,
    isShared: true,
    player,
    assistant,
    ...(await deskParts(config, { egress, intents, clock })),
    vault: () => privacy.current.vault,
    intentReader: createIntentReader(
      (...asked) => assistant.understand(...asked),
      () => desk.knowledge.load(),
    ),
    // Figures of running calls are at their gateways; they are stored when a call ends.
    liveAccounts: () => undefined,
    status: () => view.status(VERSION),
  })
  await intents.follow(desk.intents)
  const privacy = await LivePrivacy.follow(desk.privacy, { first: await readFile(demoPrivacyFile, 'utf8'), names: [], log })
  const { url, words } = await openDesk(desk)
  process.stdout.write(words)
  return {
    url,
    async stop() {
      player.stopAll()
      await desk.stop()
      await parts.close()
    },
  }
}
