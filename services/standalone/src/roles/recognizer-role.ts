import { readFile } from 'node:fs/promises'
import { configurationReaders, FollowedChanges, openStoredConfiguration } from '@souffleur/desk'
import { demoPrivacyFile } from '../demo.ts'
import { engineStatusOf } from '../engine-status.ts'
import { LivePrivacy } from '../live-privacy.ts'
import { readVocabulary, startRecognition } from '../recognition.ts'
import { openModelVerification } from '../verified-first.ts'
import type { MemberWords } from './cluster-view.ts'
import type { RoleParts, RunningRole } from './role.ts'
import { openRoleServer } from './role-server.ts'

/** Speech recognition. Its share of the calls grows and shrinks with the number of recognizers. */
export async function startRecognizerRole(parts: RoleParts): Promise<RunningRole> {
  const { config, cluster, clock, log, metrics, bus, database } = parts
  const vocabulary = await readVocabulary(config)
  const configuration = openStoredConfiguration(database, clock)
  const privacy = await LivePrivacy.follow(configuration.privacy, {
    first: await readFile(demoPrivacyFile, 'utf8'),
    names: vocabulary.terms.map(({ term }) => term),
    log,
  })
  const changes = new FollowedChanges({ database, clock, log }, configurationReaders(configuration))
  const models = openModelVerification(config)
  const recognizer = startRecognition(config, { bus, clock, log, metrics, models, vocabulary, openPrivacy: () => privacy.open() })
  recognizer.ready().catch((error: unknown) => log.error('Speech recognition could not be loaded', { error }))
  bus.joinBoard(() => {
    const { load } = recognizer.status()
    const words: MemberWords = { role: 'recognizer', engines: engineStatusOf(recognizer, config), load, full: load.full }
    return JSON.stringify(words)
  })
  const { url, close } = await openRoleServer({
    ...config,
    metrics,
    internalToken: cluster.internalToken,
    isReady: () => recognizer.status().engines.some(({ state }) => state === 'ready'),
  })
  return {
    url,
    async stop() {
      // What isn't written yet is heard again by whoever takes the calls over.
      await recognizer.stop()
      await changes.stop()
      await close()
      await parts.close()
    },
  }
}
