import { readFile } from 'node:fs/promises'
import { configurationReaders, FollowedChanges, openCallHistory, openStoredConfiguration } from '@souffleur/desk'
import { Narration } from '@souffleur/grounding'
import { createWrapup } from '@souffleur/wrapup'
import { demoTemplatesFile } from '../demo.ts'
import { openLanguageModel } from '../language-model.ts'
import { LiveChoices } from '../live-choices.ts'
import { LiveIntents } from '../live-intents.ts'
import { LiveTemplates } from '../live-templates.ts'
import type { MemberWords } from './cluster-view.ts'
import type { RoleParts, RunningRole } from './role.ts'
import { openRoleServer } from './role-server.ts'

/** Summaries of its share of the calls. */
export async function startWrapupRole(parts: RoleParts): Promise<RunningRole> {
  const { config, cluster, clock, log, metrics, bus, database } = parts
  const configuration = openStoredConfiguration(database, clock)
  const intents = await LiveIntents.open(log)
  await intents.follow(configuration.intents)
  const templates = await LiveTemplates.follow(configuration.summaryTemplates, { first: await readFile(demoTemplatesFile, 'utf8'), log })
  const choices = new LiveChoices(configuration, { clock, log })
  const languageModel = openLanguageModel(config, { clock, log })
  const wrapup = createWrapup({
    bus,
    clock,
    log,
    metrics,
    pastOf: openCallHistory({ database, clock, log }),
    catalogue: () => intents.current(),
    templates: () => templates.current,
    chosen: () => choices.chosen,
    ...(languageModel === undefined ? {} : { narrator: new Narration(languageModel) }),
  })
  const changes = new FollowedChanges({ database, clock, log }, configurationReaders(configuration))
  bus.joinBoard(() => JSON.stringify({ role: 'wrapup' } satisfies MemberWords))
  const { url, close } = await openRoleServer({ ...config, metrics, internalToken: cluster.internalToken, isReady: () => bus.isUp })
  return {
    url,
    async stop() {
      wrapup.stop()
      choices.stop()
      await changes.stop()
      await close()
      languageModel?.close()
      await parts.close()
    },
  }
}
