import { Channel, DiscardReason } from '@souffleur/proto'
import { type Heard, ScriptedEngine, type ScriptedSegment } from '@souffleur/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { engineFailure, type HarnessOptions, joined, later, quiet, RecognizerHarness, speech } from './recognizer-harness.ts'

const opened: RecognizerHarness[] = []
const open = (options: HarnessOptions = {}) => {
  const harness = new RecognizerHarness(options)
  opened.push(harness)
  return harness
}
afterEach(async () => {
  for (const harness of opened.splice(0)) {
    expect(harness.failures).toEqual([])
    await harness.recognizer.stop()
    expect(harness.clock.pendingTimers).toBe(0)
  }
})

/** A decoding says a word for each 400 ms of audio. */
const wordsBy400Ms = ({ samples }: { samples: Float32Array }) =>
  Array.from({ length: Math.max(1, Math.floor(samples.length / 6400)) }, (_, index) => `word${index}`).join(' ')

describe('one utterance', () => {
  test('shows partials, then the final, with times of the speech and the rule that ended it', async () => {
    const harness = open({ script: () => 'Hello there, Jack.' })
    await harness.start()
    await harness.say(joined(quiet(1000), speech(2000), quiet(1000)))
    const partials = harness.bodies('partialTranscript')
    expect(partials.length).toBeGreaterThanOrEqual(3)
    expect(partials.map((partial) => partial.revision)).toEqual(partials.map((_, index) => index + 1))
    expect(partials.at(-1)?.firmText).toBe('Hello')
    const [utterance, ...others] = harness.bodies('utterance')
    expect(others).toEqual([])
    expect(utterance).toMatchObject({
      utteranceId: 'call-1-c-1',
      text: 'Hello there, Jack.',
      endedBy: 'finished-sentence',
      engine: 'scripted',
      language: 'en',
    })
    expect(Math.abs((utterance?.startMs ?? 0) - 1000)).toBeLessThanOrEqual(32)
    expect(Math.abs((utterance?.endMs ?? 0) - 3000)).toBeLessThanOrEqual(64)
    expect(utterance?.words.map((word) => word.text)).toEqual(['Hello', 'there,', 'Jack.'])
  })

  test('the final needs no decoding of its own: it was decoded in the first moment of silence', async () => {
    const harness = open()
    await harness.start()
    await harness.say(joined(speech(1000), quiet(160)))
    const decodings = harness.engine.segments.length
    expect(harness.bodies('utterance')).toEqual([])
    await harness.say(quiet(300))
    expect(harness.bodies('utterance')).toHaveLength(1)
    expect(harness.engine.segments).toHaveLength(decodings)
  })

  test('who goes on after a short pause is in the same utterance', async () => {
    const harness = open({ script: wordsBy400Ms })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(200), speech(1000), quiet(1000)))
    expect(harness.bodies('utterance')).toHaveLength(1)
  })

  test('an unfinished phrase gets more time', async () => {
    const harness = open({ script: () => 'I would like to' })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(400)))
    expect(harness.bodies('utterance')).toEqual([])
    await harness.say(quiet(200))
    expect(harness.bodies('utterance')[0]?.endedBy).toBe('unfinished-phrase')
  })

  test('a slow engine delays the end, and the text is complete', async () => {
    const slow = later<string>()
    const harness = open({ script: ({ samples }) => (samples.length > 17_000 ? slow.promise : 'Hello') })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(800)))
    expect(harness.bodies('utterance')).toEqual([])
    slow.resolve('Hello there.')
    await harness.settle()
    expect(harness.bodies('utterance')[0]?.text).toBe('Hello there.')
  })

  test('a sound of which the voice detector never is sure gives no text, not even for a while', async () => {
    const harness = open({ script: () => 'You' })
    harness.detector.sureness = 0.9
    await harness.start()
    await harness.say(joined(speech(2000), quiet(2000)))
    expect(harness.engine.segments).toEqual([])
    harness.detector.sureness = 0.96
    await harness.say(joined(speech(2000), quiet(2000)))
    expect(harness.bodies('utterance').map((utterance) => utterance.text)).toEqual(['You'])
  })

  test('sound without words is discarded, and so is a click', async () => {
    const harness = open({ script: ({ samples }) => (samples.length < 9000 ? 'Hm' : '.') })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(2000), speech(32), quiet(1000)))
    expect(harness.bodies('utterance')).toEqual([])
    expect(harness.bodies('utteranceDiscarded')).toMatchObject([{ utteranceId: 'call-1-c-1', reason: DiscardReason.NO_WORDS }])
  })

  test('speech without a pause is cut, and no speech is lost or decoded twice', async () => {
    const harness = open({ script: wordsBy400Ms })
    await harness.start()
    await harness.say(joined(speech(50_000), quiet(1000)))
    const utterances = harness.bodies('utterance')
    expect(utterances.length).toBeGreaterThanOrEqual(4)
    for (const { endedBy } of utterances.slice(0, -1)) expect(endedBy).toBe('segment-length')
    for (const [index, utterance] of utterances.entries()) {
      expect(utterance.endMs - utterance.startMs).toBeLessThanOrEqual(16_500)
      if (index > 0) expect(utterance.startMs).toBe(utterances[index - 1]?.endMs)
    }
  })

  test('of what follows a cut nothing is in the text before it', async () => {
    const harness = open({ script: wordsBy400Ms })
    await harness.start()
    await harness.say(joined(speech(13_000), quiet(64), speech(10_000), quiet(1000)))
    const [first, second] = harness.bodies('utterance')
    expect(first?.endedBy).toBe('segment-length')
    expect(first?.endMs).toBeLessThan(13_200)
    expect(first?.words.length).toBeLessThanOrEqual(34)
    expect(second?.words.length).toBeLessThanOrEqual(28)
  })

  test('what passes between two words settles nothing', async () => {
    const harness = open({ script: wordsBy400Ms })
    await harness.start()
    await harness.say(joined(speech(9000), quiet(160), speech(1000), quiet(1000)))
    expect(harness.engine.segments.at(-1)?.samples.length).toBeGreaterThan(10 * 16_000)
  })

  test('after a pause in a long utterance only what follows is decoded again', async () => {
    const harness = open({ script: wordsBy400Ms })
    await harness.start()
    await harness.say(joined(speech(9000), quiet(260), speech(1000), quiet(1000)))
    expect(harness.bodies('utterance')).toHaveLength(1)
    expect(harness.engine.segments.at(-1)?.samples.length).toBeLessThan(2 * 16_000)
    expect(harness.bodies('utterance')[0]?.words.length).toBeGreaterThan(22)
  })
})

test('a pause settles the text before it even when its decoding is only done after the pause', async () => {
  const slow = later<string>()
  const harness = open({ script: (segment) => (segment.samples.length > 8.94 * 16_000 ? slow.promise : wordsBy400Ms(segment)) })
  await harness.start()
  await harness.say(joined(speech(8900), quiet(260), speech(1000)))
  slow.resolve('settled')
  await harness.say(joined(speech(1000), quiet(1000)))
  const [utterance] = harness.bodies('utterance')
  expect(harness.engine.segments.at(-1)?.samples.length).toBeLessThan(3 * 16_000)
  expect(utterance?.text).toMatch(/^settled word0 word1/)
  expect(utterance?.words[0]).toMatchObject({ text: 'settled', startMs: 0 })
})

describe('a call', () => {
  test('completes once all of its channels have ended, with what was heard', async () => {
    const both = [Channel.CUSTOMER, Channel.ADVISOR]
    const harness = open()
    await harness.start('call-1', both)
    await harness.say(joined(speech(1000), quiet(1000)))
    await harness.say(quiet(1000), { channel: Channel.ADVISOR })
    await harness.hangUp('call-1', [Channel.CUSTOMER])
    expect(harness.bodies('transcriptCompleted')).toEqual([])
    await harness.hangUp('call-1', [Channel.ADVISOR])
    const [completed] = harness.bodies('transcriptCompleted')
    expect(completed?.channels).toMatchObject([
      { channel: Channel.CUSTOMER, samplesHeard: 32_000, utterances: 1 },
      { channel: Channel.ADVISOR, samplesHeard: 16_000, samplesSpeech: 0, utterances: 0 },
    ])
  })

  test('that is empty completes', async () => {
    const harness = open()
    await harness.start()
    await harness.hangUp()
    expect(harness.bodies('transcriptCompleted')).toHaveLength(1)
  })

  test('whose channels never ended completes a moment after its end', async () => {
    const harness = open()
    await harness.start()
    await harness.say(speech(1000))
    await harness.hangUp('call-1', [])
    expect(harness.bodies('transcriptCompleted')).toEqual([])
    await harness.clock.advanceAsync(2000)
    await harness.settle()
    expect(harness.bodies('utterance')).toHaveLength(1)
    expect(harness.bodies('transcriptCompleted')).toHaveLength(1)
  })

  test('waits for its last text before it completes', async () => {
    const slow = later<string>()
    const harness = open({ script: () => slow.promise })
    await harness.start()
    await harness.say(speech(300))
    await harness.hangUp()
    expect(harness.bodies('transcriptCompleted')).toEqual([])
    slow.resolve('Yes.')
    await harness.settle()
    expect(harness.events.map(({ body }) => body.case).slice(-2)).toEqual(['utterance', 'transcriptCompleted'])
  })

  test('completes although the engine fails, and says so once', async () => {
    const harness = open({ script: engineFailure })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(2000), speech(1000), quiet(2000)))
    await harness.hangUp()
    expect(harness.bodies('callWarned').map((warning) => warning.code)).toEqual(['engine.failed'])
    expect(harness.bodies('transcriptCompleted')).toHaveLength(1)
  })

  test('keeps what was heard when the last decoding fails', async () => {
    const harness = open({ script: ({ samples }) => (samples.length > 17_000 ? engineFailure() : 'Hello there') })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(2500)))
    expect(harness.bodies('utterance')[0]?.text).toBe('Hello there')
  })

  test('in a language without an engine is followed, with one warning that names what to install', async () => {
    const both = [Channel.CUSTOMER, Channel.ADVISOR]
    const harness = open()
    await harness.start('call-1', both)
    for (const channel of both) await harness.say(joined(speech(1000), quiet(1000)), { channel, language: 'fr' })
    await harness.hangUp('call-1', both)
    expect(harness.bodies('callWarned')).toMatchObject([
      {
        code: 'engine.language-missing',
        parameters: { language: 'fr', engine: 'whisper-base', command: 'npm run models -- pull whisper-base' },
      },
    ])
    expect(harness.engine.segments).toEqual([])
    expect(harness.bodies('transcriptCompleted')[0]?.channels[0]?.samplesSpeech).toBeGreaterThan(15_000)
  })

  test('goes on in the language that the platform names in its middle', async () => {
    const french = new ScriptedEngine(() => 'Bonjour', { name: 'french', languages: ['fr'] })
    const harness = open({ engines: [french] })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1500)), { language: 'en' })
    // In the middle of an utterance: it is two.
    await harness.say(speech(1000), { language: 'fr' })
    await harness.say(joined(speech(1000), quiet(1500)), { language: 'en' })
    const written = harness.bodies('utterance').map(({ engine, language, endedBy }) => [engine, language, endedBy])
    expect(written).toEqual([
      ['scripted', 'en', expect.any(String)],
      ['french', 'fr', 'language-changed'],
      ['scripted', 'en', expect.any(String)],
    ])
  })

  test('is written from the moment on that the platform names a language that an engine serves, and says when none does', async () => {
    const harness = open()
    await harness.start()
    await harness.say(joined(speech(1000), quiet(500)), { language: 'fr' })
    expect(harness.bodies('utterance')).toEqual([])
    await harness.say(joined(speech(1000), quiet(1500)), { language: 'en' })
    expect(harness.bodies('utterance')).toHaveLength(1)
    const other = open()
    await other.start()
    await other.say(joined(speech(1000), quiet(1500)), { language: 'en' })
    await other.say(joined(speech(1000), quiet(1500)), { language: 'fr' })
    expect(other.bodies('callWarned')).toMatchObject([{ code: 'engine.language-missing', parameters: { language: 'fr' } }])
  })

  test('whose language is to be found out is taken for English, as the status says', async () => {
    const harness = open()
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1000)), { language: 'auto' })
    expect(harness.bodies('utterance')[0]?.language).toBe('en')
    expect(harness.recognizer.status().automaticLanguage).toBe('en')
  })

  test('that is over gets no more audio: late batches are counted', async () => {
    const harness = open()
    await harness.start()
    await harness.hangUp()
    await harness.say(speech(200))
    expect(harness.bodies('utterance')).toEqual([])
    expect(await harness.metric('late_batches_total')).toBe(5)
  })

  test('leaves other calls alone when its audio can’t be judged', async () => {
    const harness = open()
    await harness.start()
    harness.detector.failure = engineFailure()
    await harness.say(speech(200))
    harness.detector.failure = undefined
    await harness.start('call-2')
    await harness.say(joined(speech(1000), quiet(1000)), { callId: 'call-2' })
    expect(harness.bodies('utterance', 'call-2')).toHaveLength(1)
    expect(harness.bodies('callWarned').map((warning) => warning.code)).toEqual(['engine.failed'])
  })
})

describe('audio that doesn’t go on', () => {
  test('a gap ends the utterance, and the next one has its true position', async () => {
    const harness = open()
    await harness.start()
    await harness.say(speech(1000))
    await harness.say(joined(speech(1000), quiet(1000)), { startSamples: 80_000 })
    expect(harness.bodies('utterance').map((utterance) => utterance.endedBy)).toEqual(['audio-gap', 'finished-sentence'])
    expect(harness.bodies('utterance')[1]?.startMs).toBe(10_000)
  })

  test('a pause ends the utterance', async () => {
    const harness = open()
    await harness.start()
    await harness.say(speech(1000))
    await harness.say(speech(1000), { startSamples: 80_000, afterPause: true })
    expect(harness.bodies('utterance')[0]?.endedBy).toBe('call-paused')
  })

  test('an utterance ends when no more audio comes', async () => {
    const harness = open()
    await harness.start()
    await harness.say(speech(1000))
    await harness.clock.advanceAsync(1200)
    await harness.settle()
    expect(harness.bodies('utterance')[0]?.endedBy).toBe('audio-stalled')
  })

  test('a new epoch drops the results of the old one, and they are counted', async () => {
    const slow = later<string>()
    let decodings = 0
    const harness = open({
      script: () => {
        decodings += 1
        return decodings === 1 ? slow.promise : 'Again.'
      },
    })
    await harness.start()
    await harness.say(speech(500))
    await harness.say(joined(speech(1000), quiet(1000)), { epoch: 1 })
    slow.resolve('Old words.')
    await harness.settle()
    expect(harness.bodies('utterance').map((utterance) => utterance.text)).toEqual(['Again.'])
    expect(await harness.metric('late_results_total')).toBe(1)
    await harness.say(speech(80), { epoch: 0 })
    expect(await harness.metric('late_batches_total')).toBe(2)
  })

  test('a call that comes back from another recognizer starts anew, under ids of its own', async () => {
    const slow = later<string>()
    let decodings = 0
    const harness = open({
      script: () => {
        decodings += 1
        return decodings === 1 ? slow.promise : 'Again.'
      },
    })
    await harness.start()
    await harness.say(speech(500), { ownership: 1 })
    await harness.say(joined(speech(1000), quiet(1000)), { ownership: 3 })
    slow.resolve('Old words.')
    await harness.settle()
    const utterances = harness.bodies('utterance')
    expect(utterances.map(({ text }) => text)).toEqual(['Again.'])
    expect(utterances[0]?.utteranceId).toMatch(/-c-o3-/)
    expect(await harness.metric('late_results_total')).toBe(1)
    await harness.say(speech(80), { ownership: 2 })
    expect(await harness.metric('late_batches_total')).toBe(2)
  })
})

describe('engines', () => {
  test('a segment that fails is decoded a second time', async () => {
    const failed = new Set<number>()
    const harness = open({
      script: ({ samples }) => {
        if (failed.has(samples.length)) return 'Hello there.'
        failed.add(samples.length)
        return engineFailure()
      },
    })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1000)))
    expect(harness.bodies('utterance')[0]?.text).toBe('Hello there.')
    expect(harness.bodies('callWarned')).toEqual([])
  })

  test('calls wait for an engine that is still loading', async () => {
    const loading = later<void>()
    const harness = open({ load: () => loading.promise })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(2000)))
    expect(harness.recognizer.status().engines[0]?.state).toBe('loading')
    loading.resolve()
    await harness.settle()
    expect(harness.bodies('utterance')).toHaveLength(1)
    expect(harness.recognizer.status().engines).toEqual([
      { name: 'scripted', languages: ['en'], state: 'ready' },
      { name: 'whisper-base', languages: ['fr'], state: 'missing' },
    ])
  })

  test('an engine that can’t be loaded is said to have failed, and calls complete', async () => {
    const harness = open({ load: () => Promise.reject(engineFailure()) })
    await harness.recognizer.ready()
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1000)))
    await harness.hangUp()
    expect(harness.recognizer.status().engines[0]?.state).toBe('failed')
    expect(harness.bodies('callWarned')[0]?.code).toBe('engine.failed')
    expect(harness.bodies('transcriptCompleted')).toHaveLength(1)
  })

  test('an utterance that waited too long is given up, and the call is told', async () => {
    const never = later<string>()
    const harness = open({ script: () => never.promise, capacity: 1, config: { maxWaitingAudioMs: 3000 } })
    for (const callId of ['call-1', 'call-2', 'call-3', 'call-4']) {
      await harness.start(callId)
      await harness.say(joined(speech(1000), quiet(2000)), { callId })
      await harness.hangUp(callId)
    }
    expect(harness.bodies('callWarned', 'call-2').map((warning) => warning.code)).toEqual(['engine.overloaded'])
    expect(harness.bodies('transcriptCompleted', 'call-2')).toHaveLength(1)
    never.resolve('At last.')
    await harness.settle()
    expect(harness.bodies('transcriptCompleted', 'call-4')).toHaveLength(1)
  })
})

test('hours of a call take no more memory than minutes', async () => {
  const harness = open({ script: wordsBy400Ms, config: { partialIntervalMs: 5000 } })
  await harness.start()
  const turn = joined(speech(3000), quiet(3000))
  for (let turns = 0; turns < 50; turns += 1) await harness.say(turn)
  await harness.hangUp()
  expect(harness.bodies('utterance')).toHaveLength(50)
  const longest = Math.max(...harness.engine.segments.map((segment) => segment.samples.length))
  expect(longest).toBeLessThan(5 * 16_000)
})

test('an unfinished phrase is over sooner once the other one has taken the turn', async () => {
  const harness = open({ script: () => 'I am calling about' })
  await harness.start('call-1', [Channel.CUSTOMER, Channel.ADVISOR])
  for (let index = 0; index < 60; index += 1) {
    await harness.say(index < 40 ? speech(40) : quiet(40))
    await harness.say(index < 40 ? quiet(40) : speech(40), { channel: Channel.ADVISOR })
  }
  expect(harness.bodies('utterance')[0]).toMatchObject({ channel: Channel.CUSTOMER, endedBy: 'turn-taken' })
})

describe('a call whose language is to be found out', () => {
  /** Hears what language was spoken in the sound's length: an engine that can tell, and one that only knows English. */
  const openBoth = (script: (segment: ScriptedSegment) => Heard) => {
    const telling = new ScriptedEngine((segment) => script(segment), { name: 'both', languages: ['fr', 'en'], tellsLanguages: true })
    return { telling, harness: open({ engines: [telling] }) }
  }

  test('is written by the engine that can tell, then by the language’s best', async () => {
    const { telling, harness } = openBoth(() => ({ text: 'hello there', language: 'en', languageShares: { en: 0.97, fr: 0.03 } }))
    await harness.start()
    await harness.say(joined(speech(2500), quiet(1500)), { language: 'auto' })
    await harness.say(joined(speech(2500), quiet(1500)), { language: 'auto' })
    const utterances = harness.bodies('utterance')
    expect(utterances.map(({ engine, language }) => [engine, language])).toEqual([
      ['both', 'en'],
      ['scripted', 'en'],
    ])
    expect(telling.segments[0]?.languages).toEqual(['en', 'fr'])
  })

  test('changes its language when the engine that writes it no longer understands', async () => {
    let spoken: 'en' | 'fr' = 'en'
    const { harness } = openBoth(() => ({
      text: spoken === 'fr' ? 'oui bonjour' : 'hello',
      language: spoken,
      languageShares: { [spoken]: 0.98 },
    }))
    harness.engine.script = () => (spoken === 'en' ? { text: 'hello' } : { text: 'we bone sure', confidence: 0.4 })
    await harness.start()
    await harness.say(joined(speech(2500), quiet(1500)), { language: 'auto' })
    spoken = 'fr'
    await harness.say(joined(speech(2500), quiet(1500)), { language: 'auto' })
    await harness.say(joined(speech(2500), quiet(1500)), { language: 'auto' })
    expect(harness.bodies('utterance').map(({ engine, language, text }) => [engine, language, text])).toEqual([
      ['both', 'en', 'hello'],
      ['both', 'fr', 'oui bonjour'],
      ['both', 'fr', 'oui bonjour'],
    ])
    for (const { firmText } of harness.bodies('partialTranscript')) expect(firmText).not.toContain('bone')
  })

  test('is expected to be spoken in the language that the other channel speaks', async () => {
    const { telling, harness } = openBoth(() => ({ text: 'oui', language: 'fr', languageShares: { fr: 0.98 } }))
    await harness.start('call-1', [Channel.CUSTOMER, Channel.ADVISOR])
    await harness.say(joined(speech(2500), quiet(1000)), { language: 'auto' })
    await harness.say(joined(speech(1000), quiet(1000)), { language: 'auto', channel: Channel.ADVISOR })
    expect(telling.segments.at(-1)?.languages).toEqual(['fr', 'en'])
  })
})
