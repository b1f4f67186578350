import { AppError } from '@souffleur/proto'
import { createRecordingLog, ManualClock, promisesSettle } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { type Assist, type Embedder, Meaning, type VectorStore, vectorKey } from '../src/index.ts'
import { aCallStarted, customerSays, startAssist, waterDamage } from './assist-harness.ts'

/** Knows one thing: that soaked plaster is about water. */
const aboutWater = /water|leak|pipe|flooded|soaked|plaster|eau|fuite|canalisation/i
const wet = Float32Array.of(1, 0, 0, 0)
const dry = Float32Array.of(0, 1, 0, 0)

interface ScriptedEmbedder extends Embedder {
  readonly asked: string[]
  failing: boolean
  /** Live texts wait until they are let go. */
  held: boolean
  letGo(): void
}

function scriptedEmbedder(): ScriptedEmbedder {
  let waiting: (() => void)[] = []
  const embedder: ScriptedEmbedder = {
    model: 'scripted',
    state: 'ready',
    asked: [],
    failing: false,
    held: false,
    load: async () => undefined,
    async embed(texts, kind, { priority }) {
      embedder.asked.push(...texts.map((text) => `${kind}: ${text}`))
      if (embedder.failing) throw new AppError('embedder.unreachable')
      if (priority === 'live' && embedder.held) await new Promise<void>((resolve) => waiting.push(resolve))
      return texts.map((text) => (aboutWater.test(text) ? wet : dry))
    },
    letGo() {
      for (const go of waiting) go()
      waiting = []
    },
    close: async () => undefined,
  }
  return embedder
}

const question = 'What happens when everything is soaked under the plaster?'

const patience = { timeout: 30_000 }

async function indexed(assist: Assist): Promise<void> {
  await expect.poll(() => assist.vectorProgress()?.done, patience).toBe(4)
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await promisesSettle()
}

test('articles and examples get their vectors in the background, and progress says how far it is', async () => {
  const { assist } = await startAssist(undefined, undefined, scriptedEmbedder())
  await assist.ready()
  await expect.poll(() => assist.vectorProgress(), patience).toEqual({ done: 4, wanted: 4 })
  assist.stop()
})

test('what words alone don’t find is found by what they mean', async () => {
  const words = await startAssist()
  await words.assist.ready()
  expect((await words.assist.search('soaked', { language: 'en', limit: 3 })).map(({ articleId }) => articleId)).toEqual([])
  const both = await startAssist(undefined, undefined, scriptedEmbedder())
  await indexed(both.assist)
  const [hit] = await both.assist.search('soaked', { language: 'en', limit: 3 })
  expect(hit?.articleId).toBe(waterDamage.id)
})

test('an utterance is understood at once by its words, whatever becomes of its vector', async () => {
  const embedder = scriptedEmbedder()
  const { assist, publish, understood, handlerErrors } = await startAssist(undefined, undefined, embedder)
  await indexed(assist)
  embedder.held = true
  await publish(aCallStarted(), customerSays(question))
  expect(understood()).toHaveLength(1)
  expect(embedder.asked.at(-1)).toBe(`query: ${question}`)
  embedder.letGo()
  await settled()
  embedder.failing = true
  await publish(customerSays('And who pays when a pipe of the neighbour is broken?'))
  expect(understood()).toHaveLength(2)
  expect(handlerErrors).toEqual([])
})

test('a vector that comes after the next utterance changes nothing', async () => {
  const embedder = scriptedEmbedder()
  const { assist, publish, offered } = await startAssist(undefined, undefined, embedder)
  await indexed(assist)
  embedder.held = true
  await publish(aCallStarted(), customerSays(question), customerSays('Hello, are you there?'))
  const before = offered().length
  embedder.letGo()
  await settled()
  expect(offered()).toHaveLength(before)
})

test('where the embedder fails, words alone find, and it is tried again later', async () => {
  const embedder = scriptedEmbedder()
  embedder.failing = true
  const { assist, clock } = await startAssist(undefined, undefined, embedder)
  await assist.ready()
  await settled()
  const [hit] = await assist.search('deadline water damage', { language: 'en', limit: 1 })
  expect(hit?.articleId).toBe(waterDamage.id)
  embedder.failing = false
  clock.advance(30_000)
  await indexed(assist)
})

test('a search waits only so long for its vector', async () => {
  const embedder = scriptedEmbedder()
  const { assist, clock } = await startAssist(undefined, undefined, embedder)
  await indexed(assist)
  embedder.held = true
  const searching = assist.search('deadline water damage', { language: 'en', limit: 1 })
  await clock.advanceAsync(60)
  expect((await searching)[0]?.articleId).toBe(waterDamage.id)
})

test('vectors are made once and kept; while calls need the machine, none is made', async () => {
  const embedder = scriptedEmbedder()
  const clock = new ManualClock()
  const records = new Map<string, Float32Array>()
  const store: VectorStore = {
    get: async (keys) => keys.map((key) => records.get(key)),
    async put(vectors) {
      for (const { key, vector } of vectors) records.set(key, vector)
    },
    keepOnly: async () => undefined,
    close: async () => undefined,
  }
  let busy = true
  const log = createRecordingLog()
  const meaning = new Meaning({ embedder, openStore: async () => store, isBusy: () => busy, clock, log })
  const first = meaning.ofKnown(['water', 'fire'], 'passage')
  await clock.advanceAsync(5_000)
  expect(embedder.asked).not.toContain('passage: water')
  busy = false
  await clock.advanceAsync(1_000)
  expect(await first).toEqual([wet, dry])
  expect([...records.keys()]).toEqual([vectorKey('water', 'passage'), vectorKey('fire', 'passage')])
  busy = true
  expect(await meaning.ofKnown(['fire', 'water'], 'passage')).toEqual([dry, wet])
  await meaning.stop()
})

test('a store that can’t be opened or written costs nothing but the next start’s time', async () => {
  const log = createRecordingLog()
  const broken = new Meaning({
    embedder: scriptedEmbedder(),
    openStore: () => Promise.reject(new Error('read-only')),
    clock: new ManualClock(),
    log,
  })
  expect(await broken.ofKnown(['water'], 'passage')).toEqual([wet])
  expect(await broken.ofKnown(['fire'], 'passage')).toEqual([dry])
  expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1)
})
