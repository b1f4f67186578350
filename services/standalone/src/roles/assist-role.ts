import { readFile } from 'node:fs/promises'
import { createAssist } from '@souffleur/assist'
import { configurationReaders, FollowedChanges, openCallHistory, openStoredConfiguration } from '@souffleur/desk'
import { Rewording } from '@souffleur/grounding'
import { demoGuideFile } from '../demo.ts'
import { languageModelStatus, openLanguageModel } from '../language-model.ts'
import { LiveFeedback } from '../live-feedback.ts'
import { LiveGuide } from '../live-guide.ts'
import { LiveIntents } from '../live-intents.ts'
import { createMeaning, meaningStatus } from '../meaning.ts'
import { openModelVerification } from '../verified-first.ts'
import type { MemberWords } from './cluster-view.ts'
import { serveAssist } from './internal-assist.ts'
import type { RoleParts, RunningRole } from './role.ts'
import { openRoleServer } from './role-server.ts'

/** Intents, suggestions and guidance for its share of the calls, and searches for the desks. */
export async function startAssistRole(parts: RoleParts): Promise<RunningRole> {
  const { config, cluster, clock, log, metrics, bus, database } = parts
  const configuration = openStoredConfiguration(database, clock)
  const intents = await LiveIntents.open(log)
  await intents.follow(configuration.intents)
  const guide = await LiveGuide.follow(configuration.guides, { firstGuide: await readFile(demoGuideFile, 'utf8'), log })
  const feedback = new LiveFeedback(configuration.feedback, { clock, log })
  const languageModel = openLanguageModel(config, { clock, log })
  const models = openModelVerification(config)
  // Speech is recognised elsewhere: vectors take nothing from it.
  const meaning = createMeaning(config, { clock, log, models, isBusy: () => false })
  const assist = createAssist({
    bus,
    clock,
    log,
    metrics,
    pastOf: openCallHistory({ database, clock, log }),
    knowledge: configuration.knowledge,
    intents,
    guide: () => guide.current,
    oddsFactor: (sourceId) => feedback.oddsFactor(sourceId),
    ...(meaning === undefined ? {} : { meaning }),
    ...(languageModel === undefined ? {} : { rewording: new Rewording(languageModel) }),
  })
  let isReady = false
  assist.ready().then(
    () => {
      isReady = true
    },
    (error: unknown) => log.error('The knowledge base could not be indexed', { error }),
  )
  const changes = new FollowedChanges({ database, clock, log }, configurationReaders(configuration))
  bus.joinBoard(() => {
    const words: MemberWords = {
      role: 'assist',
      meaning: meaningStatus(meaning, config.meaning, assist.vectorProgress()),
      languageModel: languageModelStatus(languageModel),
    }
    return JSON.stringify(words)
  })
  const { internalToken } = cluster
  const { url, close } = await openRoleServer({
    ...config,
    metrics,
    internalToken,
    isReady: () => isReady,
    serve: serveAssist(assist, { internalToken, log }),
  })
  return {
    url,
    async stop() {
      assist.stop()
      feedback.stop()
      await changes.stop()
      await close()
      await meaning?.stop()
      languageModel?.close()
      await parts.close()
    },
  }
}
