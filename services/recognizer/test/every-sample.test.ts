import { encodePcmu } from '@souffleur/audio'
import { Channel } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anAudioBatch } from '@souffleur/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { engineFailure, type HarnessOptions, joined, later, quiet, RecognizerHarness, speech } from './recognizer-harness.ts'

/** No sample and no call gets lost from sight, whatever the engines do. */
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
  }
})

const warnings = (harness: RecognizerHarness, callId = 'call-1') => harness.bodies('callWarned', callId).map(({ code }) => code)
const wordless = async (harness: RecognizerHarness) => {
  const text = await harness.metrics.metrics()
  return Number(/^souffleur_calls_without_words_total (\d+)$/m.exec(text)?.[1])
}

describe('a completed transcript', () => {
  test('says what came in, what was speech, and how many words there were', async () => {
    const harness = open({ script: () => 'One two three.' })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1000), speech(1000), quiet(1000)))
    expect(harness.recognizer.figuresOf('call-1')).toMatchObject([{ channel: Channel.CUSTOMER, samplesReceived: 32_000, words: 6 }])
    await harness.hangUp()
    expect(harness.bodies('transcriptCompleted')[0]?.channels).toMatchObject([
      { samplesReceived: 32_000, samplesHeard: 64_000, samplesUnread: 0, words: 6, utterances: 2 },
    ])
    expect(harness.recognizer.figuresOf('call-1')).toBeUndefined()
  })

  test('counts samples at a rate that doesn’t divide 16 kHz, each once', async () => {
    const harness = open()
    await harness.start()
    for (let index = 0; index < 7; index += 1) {
      const payload = encodePcmu(quiet(100).subarray(0, 441))
      harness.bus.publishAudio(anAudioBatch({ sampleRateHz: 11_025, startSamples: index * 441, payload }))
    }
    await harness.hangUp()
    expect(harness.bodies('transcriptCompleted')[0]?.channels[0]?.samplesReceived).toBe(7 * 441)
  })

  test('says how much speech no engine read', async () => {
    const harness = open({ script: engineFailure })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(2000)))
    await harness.hangUp()
    const [figures] = harness.bodies('transcriptCompleted')[0]?.channels ?? []
    expect(figures?.samplesUnread).toBe(figures?.samplesSpeech)
    expect(figures?.samplesUnread).toBeGreaterThan(15_000)
  })

  test('says so of a language that no engine knows', async () => {
    const harness = open()
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1000)), { language: 'fr' })
    await harness.hangUp()
    const [figures] = harness.bodies('transcriptCompleted')[0]?.channels ?? []
    expect(figures?.samplesUnread).toBe(figures?.samplesSpeech)
    expect(figures?.samplesSpeech).toBeGreaterThan(0)
  })
})

describe('a call with sound and without words', () => {
  test('is told of while it goes on, after 30 s of speech, once, and counted', async () => {
    const harness = open({ script: () => '' })
    await harness.start()
    for (let spoken = 0; spoken < 29; spoken += 1) await harness.say(joined(speech(1000), quiet(800)))
    expect(warnings(harness)).toEqual([])
    for (let spoken = 0; spoken < 3; spoken += 1) await harness.say(joined(speech(1000), quiet(800)))
    expect(warnings(harness)).toEqual(['call.no-words'])
    await harness.say(joined(speech(5000), quiet(800)))
    await harness.hangUp()
    expect(warnings(harness)).toEqual(['call.no-words'])
    expect(await wordless(harness)).toBe(1)
    expect(harness.log.codes()).toEqual(['call.no-words'])
  })

  test('is told of at its end when it was shorter', async () => {
    const harness = open({ script: () => '' })
    await harness.start()
    await harness.say(joined(speech(4000), quiet(1000)))
    await harness.hangUp()
    const kinds = harness.events.map(({ body }) => body.case)
    expect(kinds.indexOf('callWarned')).toBe(kinds.indexOf('transcriptCompleted') - 1)
    expect([warnings(harness), await wordless(harness)]).toEqual([['call.no-words'], 1])
  })

  test('is told of when nothing in it was taken for speech, as with a format that was announced wrongly', async () => {
    const harness = open()
    harness.detector.sureness = 0
    await harness.start()
    await harness.say(speech(11_000))
    await harness.hangUp()
    expect([warnings(harness), await wordless(harness)]).toEqual([['call.no-words'], 1])
  })

  test('isn’t one that was silent, that only breathed, or that had words', async () => {
    const harness = open({ script: ({ samples }) => (samples.length > 16_000 ? 'Hello.' : '') })
    for (const [callId, sound] of [
      ['silent', quiet(60_000)],
      ['breath', joined(speech(300), quiet(3000))],
      ['words', joined(speech(5000), quiet(1000))],
    ] as const) {
      await harness.start(callId)
      await harness.say(sound, { callId })
      await harness.hangUp(callId)
      expect(warnings(harness, callId)).toEqual([])
    }
    expect(await wordless(harness)).toBe(0)
  })

  test('in a language that no engine knows has its own warning while it goes on', async () => {
    const harness = open()
    await harness.start()
    await harness.say(joined(speech(40_000), quiet(1000)), { language: 'fr' })
    expect(warnings(harness)).toEqual(['engine.language-missing'])
    await harness.hangUp()
    expect(await wordless(harness)).toBe(1)
  })
})

describe('a call that comes while the engines are still loading', () => {
  test('is transcribed whole once they are there, without a false alarm', async () => {
    const loading = later<void>()
    const harness = open({ load: () => loading.promise, script: () => 'Words.' })
    await harness.start()
    for (let spoken = 0; spoken < 40; spoken += 1) await harness.say(joined(speech(1000), quiet(2500)))
    expect(harness.bodies('utterance')).toEqual([])
    loading.resolve()
    await harness.settle()
    expect(harness.bodies('utterance')).toHaveLength(40)
    expect(harness.bodies('utterance').map(({ startMs }) => startMs)).toEqual(
      harness
        .bodies('utterance')
        .map(({ startMs }) => startMs)
        .sort((a, b) => a - b),
    )
    await harness.hangUp()
    expect([warnings(harness), await wordless(harness)]).toEqual([[], 0])
    expect(harness.bodies('transcriptCompleted')[0]?.channels[0]).toMatchObject({ samplesUnread: 0, words: 40 })
  })

  test('and is over before they are there is transcribed all the same', async () => {
    const loading = later<void>()
    const harness = open({ load: () => loading.promise, script: () => 'Late words.' })
    await harness.start()
    await harness.say(joined(speech(1000), quiet(1000)))
    await harness.hangUp()
    await harness.clock.advanceAsync(60_000)
    expect(harness.bodies('transcriptCompleted')).toEqual([])
    loading.resolve()
    await harness.settle()
    expect(harness.events.map(({ body }) => body.case).slice(-2)).toEqual(['utterance', 'transcriptCompleted'])
  })

  test('waits within the bound: the oldest is given up, told of and accounted for', async () => {
    const loading = later<void>()
    const harness = open({ load: () => loading.promise, script: () => 'Kept.', config: { maxWaitingAudioMs: 8000 } })
    await harness.start()
    for (let spoken = 0; spoken < 10; spoken += 1) await harness.say(joined(speech(2000), quiet(2500)))
    loading.resolve()
    await harness.settle()
    await harness.hangUp()
    const kept = harness.bodies('utterance')
    expect(kept.length).toBeGreaterThanOrEqual(2)
    expect(kept.length).toBeLessThan(6)
    expect(kept.at(-1)?.startMs).toBeGreaterThan(40_000)
    expect(warnings(harness)).toEqual(['engine.overloaded'])
    const [figures] = harness.bodies('transcriptCompleted')[0]?.channels ?? []
    expect(figures?.samplesReceived).toBe(10 * 4500 * 8)
    const readSamples = (figures?.samplesSpeech ?? 0) - (figures?.samplesUnread ?? 0)
    expect(Math.abs(readSamples - kept.length * 32_000)).toBeLessThan(kept.length * 1600)
  })
})

describe('a call whose id comes back', () => {
  const sound = joined(speech(1000), quiet(1000))
  const begin = async (harness: RecognizerHarness, epoch: number) => {
    harness.bus.publishEvent(aCallStarted({ channels: [Channel.CUSTOMER] }, { callId: 'call-1', epoch }))
    await harness.bus.settled()
  }
  const end = async (harness: RecognizerHarness, epoch: number) => {
    harness.bus.publishAudio(anAudioBatch({ epoch, payload: new Uint8Array(0), startSamples: sound.length, endOfChannel: true }))
    harness.bus.publishEvent(aCallEnded({}, { callId: 'call-1', epoch }))
    await harness.settle()
  }

  test('after its transcript was completed has another', async () => {
    const harness = open({ script: () => 'Hello again.' })
    for (const epoch of [0, 1]) {
      await begin(harness, epoch)
      await harness.say(sound, { epoch, startSamples: 0 })
      await end(harness, epoch)
    }
    expect(harness.bodies('utterance').map(({ utteranceId }) => utteranceId)).toEqual(['call-1-c-1', 'call-1-c-e1-1'])
    const completed = harness.events.filter(({ body }) => body.case === 'transcriptCompleted')
    expect(completed.map(({ epoch }) => epoch)).toEqual([0, 1])
    await harness.say(sound, { epoch: 0, startSamples: 0 })
    expect(await harness.metric('late_batches_total')).toBe(sound.length / 320)
  })

  test('before that isn’t cut off with the one before, whose audio is accounted for', async () => {
    const never = later<string>()
    let decodings = 0
    const harness = open({
      script: () => {
        decodings += 1
        return decodings === 1 ? never.promise : 'Again.'
      },
    })
    await begin(harness, 0)
    await harness.say(speech(500), { startSamples: 0 })
    harness.bus.publishEvent(aCallEnded({}, { callId: 'call-1', epoch: 0 }))
    await harness.settle()
    await begin(harness, 1)
    await harness.say(joined(sound, quiet(3000)), { epoch: 1, startSamples: 0 })
    await end(harness, 1)
    expect(harness.bodies('utterance').map(({ text }) => text)).toEqual(['Again.'])
    const [completed] = harness.bodies('transcriptCompleted')
    expect(completed?.channels).toMatchObject([{ samplesReceived: 4000 + sound.length + 24_000, words: 1 }])
    expect(completed?.channels[0]?.samplesUnread).toBeGreaterThan(7000)
    never.resolve('')
  })
})
