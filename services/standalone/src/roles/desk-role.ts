import { readFile } from 'node:fs/promises'
import { parseCatalogue } from '@souffleur/assist'
import { createDesk } from '@souffleur/desk'
import { announcement } from '../announcement.ts'
import { createCallPlayer } from '../call-player.ts'
import {
  demoCatalogueFile,
  demoGuideFile,
  demoKnowledgeFolder,
  demoPrivacyFile,
  demoScorecardFile,
  demoTemplatesFile,
  readSampleCalls,
} from '../demo.ts'
import type { Egress } from '../egress/egress.ts'
import { createIntentReader } from '../intent-reader.ts'
import { importFolder } from '../knowledge-folder.ts'
import { createKnowledgeReader } from '../knowledge-reader.ts'
import { guideReader } from '../live-guide.ts'
import { LiveIntents } from '../live-intents.ts'
import { LivePrivacy, privacyReader } from '../live-privacy.ts'
import { createTemplateReader } from '../live-templates.ts'
import { createOversight } from '../oversight/oversight.ts'
import { secretKeyOf } from '../secret-key.ts'
import { deskConfigOf, VERSION } from '../souffleur.ts'
import { ClusterView, type MemberWords } from './cluster-view.ts'
import { askAssist } from './internal-assist.ts'
import type { RoleParts, RunningRole } from './role.ts'

/** The API, the pages and the live feed. Every desk has all calls on its feed, and records its share of them. */
export async function startDeskRole(parts: RoleParts, egress: Egress): Promise<RunningRole> {
  const { config, cluster, clock, log, metrics, bus, plainDatabase } = parts
  const firstCatalogue = await readFile(demoCatalogueFile, 'utf8')
  const intents = new LiveIntents(parseCatalogue(firstCatalogue, demoCatalogueFile), log)
  const catalogue = () => intents.current()
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
    catalogue,
    samples: await readSampleCalls(),
    guideReader,
    templateReader: createTemplateReader(catalogue),
    privacyReader,
    vault: () => privacy.current.vault,
    oversight: createOversight(config, egress),
    knowledgeReader: createKnowledgeReader(clock),
    intentReader: createIntentReader(
      (...asked) => assistant.understand(...asked),
      () => desk.knowledge.load(),
    ),
    // Figures of running calls are at their gateways; they are stored when a call ends.
    liveAccounts: () => undefined,
    sealingKey: secretKeyOf(config),
    config: deskConfigOf(config),
    status: () => view.status(VERSION),
  })
  await intents.follow(desk.intents, firstCatalogue)
  const privacy = await LivePrivacy.follow(desk.privacy, { first: await readFile(demoPrivacyFile, 'utf8'), names: [], log })
  await desk.guides.currentOr(await readFile(demoGuideFile, 'utf8'))
  await desk.summaryTemplates.currentOr(await readFile(demoTemplatesFile, 'utf8'))
  await desk.scorecard.currentOr(await readFile(demoScorecardFile, 'utf8'))
  const accounts = await desk.createDemoAccounts()
  if (accounts.length > 0) await importFolder(demoKnowledgeFolder, desk.knowledge, 'system')
  const recovered = await desk.recoverAdministrator()
  const { url } = await desk.listen()
  process.stdout.write(announcement(url, [...accounts, ...recovered]))
  return {
    url,
    async stop() {
      player.stopAll()
      await desk.stop()
      await parts.close()
    },
  }
}
