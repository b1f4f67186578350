import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Desk, DeskConfig, DeskDependencies } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import { announcement } from './announcement.ts'
import type { Config } from './config.ts'
import { demoGuideFile, demoKnowledgeFolder, demoScorecardFile, demoTemplatesFile, readSampleCalls } from './demo.ts'
import type { Egress } from './egress/egress.ts'
import { importFolder } from './knowledge-folder.ts'
import { createKnowledgeReader } from './knowledge-reader.ts'
import { guideReader } from './live-guide.ts'
import type { LiveIntents } from './live-intents.ts'
import { privacyReader } from './live-privacy.ts'
import { createTemplateReader } from './live-templates.ts'
import { createOversight } from './oversight/oversight.ts'
import { secretKeyOf } from './secret-key.ts'

const uiFolder = fileURLToPath(new URL('../../../agent-ui/dist', import.meta.url))

type DeskParts = Pick<
  DeskDependencies,
  'samples' | 'catalogue' | 'guideReader' | 'templateReader' | 'privacyReader' | 'oversight' | 'knowledgeReader' | 'sealingKey' | 'config'
>

/** What a desk is given in one process and in several. */
export async function deskParts(
  config: Config,
  { egress, intents, clock }: { readonly egress: Egress; readonly intents: LiveIntents; readonly clock: Clock },
): Promise<DeskParts> {
  const catalogue = () => intents.current()
  return {
    samples: await readSampleCalls(),
    catalogue,
    guideReader,
    templateReader: createTemplateReader(catalogue),
    privacyReader,
    oversight: createOversight(config, egress),
    knowledgeReader: createKnowledgeReader(clock),
    sealingKey: secretKeyOf(config),
    config: deskConfigOf(config),
  }
}

/** Begins with the demonstration where nothing is stored yet. Resolves, once the desk listens, to the address and how people sign in. */
export async function openDesk(desk: Desk): Promise<{ readonly url: string; readonly port: number; readonly words: string }> {
  await desk.guides.currentOr(await readFile(demoGuideFile, 'utf8'))
  await desk.summaryTemplates.currentOr(await readFile(demoTemplatesFile, 'utf8'))
  await desk.scorecard.currentOr(await readFile(demoScorecardFile, 'utf8'))
  const accounts = await desk.createDemoAccounts()
  if (accounts.length > 0) await importFolder(demoKnowledgeFolder, desk.knowledge, 'system')
  const recovered = await desk.recoverAdministrator()
  const address = await desk.listen()
  return { ...address, words: announcement(address.url, [...accounts, ...recovered]) }
}

function deskConfigOf(config: Config): DeskConfig {
  return {
    host: config.host,
    port: config.port,
    uiFolder,
    maxUploadBytes: config.maxUploadBytes,
    streamToken: config.streamToken,
    secureCookies: config.secureCookies,
    ...(config.tls === undefined ? {} : { tls: config.tls }),
    trustedProxies: config.trustedProxies,
    auditAnchorsFile: config.auditAnchorsFile,
    ...(config.databaseUrl === undefined ? { backupFolder: join(config.dataFolder, 'backups') } : {}),
    ...(config.signOn === undefined ? {} : { signOn: config.signOn }),
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    webhookHosts: config.webhookHosts,
    ...(config.cluster === undefined ? {} : { operationsToken: config.cluster.internalToken }),
    demoAccounts: config.demoAccounts,
    ...(config.demoPassword === undefined ? {} : { demoPassword: config.demoPassword }),
  }
}
