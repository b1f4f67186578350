import { createLog } from '@souffleur/telemetry'
import { createEngine, defaultEngines } from '../../asr/engines.ts'
import { recogniseOffline } from '../../asr/recognise-offline.ts'
import { runEngine } from '../../asr/run-engine.ts'
import type { Peer, PeerAnswer, PeerAnswers, PeerItem, PeerSurroundings } from '../peer.ts'

/** The engine alone, on segments that are given: what the peers do. */
export const souffleurOffline: Peer = {
  name: 'souffleur-offline',
  languages: ['fr', 'en'],
  async recognise(items, surroundings) {
    const { engine, version } = engineFor(items, surroundings)
    await engine.load()
    try {
      const [first] = items
      if (first !== undefined) await recogniseOffline(first.audio, first.item.lang, engine)
      const before = process.cpuUsage()
      const answers: PeerAnswer[] = []
      for (const { audio, item } of items) {
        const started = performance.now()
        const { text } = await recogniseOffline(audio, item.lang, engine)
        answers.push({ text, wallMs: performance.now() - started })
        surroundings.progress(`souffleur-offline: ${answers.length} of ${items.length}`)
      }
      const { user, system } = process.cpuUsage(before)
      return { version, answers, processorSeconds: (user + system) / 1e6 }
    } finally {
      await engine.close()
    }
  },
}

/** The real path: voice found, partials, endpoints. It decodes several times what the peers decode once. */
export const souffleurLive: Peer = {
  name: 'souffleur-live',
  languages: ['fr', 'en'],
  async recognise(items, surroundings): Promise<PeerAnswers> {
    const { engine, version, log } = engineFor(items, surroundings)
    const texts = new Map<unknown, string>()
    const processorSeconds = await runEngine(items, { engine, mode: 'live', log }, (item, { text }) => {
      texts.set(item, text)
      surroundings.progress(`souffleur-live: ${texts.size} of ${items.length}`)
    })
    return { version, answers: items.map((item) => ({ text: texts.get(item) ?? '', wallMs: null })), processorSeconds }
  },
}

function engineFor([first]: readonly PeerItem[], { threads }: PeerSurroundings) {
  const name = defaultEngines[first?.item.lang ?? 'en']
  const log = createLog('warn')
  return { engine: createEngine(name, { threads, log }), version: name, log }
}
