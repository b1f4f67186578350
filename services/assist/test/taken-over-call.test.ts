import { create } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, SuggestionVerdict } from '@souffleur/proto'
import { aCallEnded, aCallStarted, aSuggestionJudged, aTranscriptCompleted } from '@souffleur/testkit'
import { afterEach, expect, test } from 'vitest'
import { customerSays, type Harness, startAssist } from './assist-harness.ts'

const opened: Harness[] = []
afterEach(() => {
  for (const { assist } of opened.splice(0)) assist.stop()
})
const start = async (pastOf?: Parameters<typeof startAssist>[4]) => {
  const harness = await startAssist(undefined, undefined, undefined, undefined, pastOf)
  opened.push(harness)
  await harness.assist.ready()
  return harness
}
const water = 'There is water coming through my kitchen ceiling.'

/** What is stored of a call in which another assist has listened to these events. */
async function heardElsewhere(...events: CallEvent[]): Promise<readonly CallEvent[]> {
  const { publish, published, assist } = await start()
  await publish(...events)
  assist.stop()
  return [...events, ...published]
}

test('goes on with the numbers of its suggestions, and offers nothing a second time', async () => {
  const past = await heardElsewhere(aCallStarted(), customerSays(water, { id: 'u1' }))
  const { publish, offered, understood, clock } = await start(async (event) => ({ events: [...past, event] }))
  clock.advance(20_000)
  await publish(customerSays(water, { id: 'u2' }))
  expect(understood().map(({ utteranceId }) => utteranceId)).toEqual(['u2'])
  expect(offered()).toEqual([])
  await publish(customerSays('And how long do I have to declare it?', { id: 'u3' }))
  expect(offered().map(({ suggestionId, utteranceId }) => [suggestionId, utteranceId])).toEqual([['call-1-s-2', 'u3']])
})

test('hears what the one before it had not come to, once', async () => {
  const past = await heardElsewhere(aCallStarted(), customerSays('Hello, how are you?', { id: 'u1' }))
  const inHand = customerSays(water, { id: 'u2' })
  const { publish, offered, understood } = await start(async () => ({ events: [...past, inHand] }))
  await publish(inHand)
  expect(understood().map(({ utteranceId }) => utteranceId)).toEqual(['u2'])
  expect(offered()).toHaveLength(1)
})

test('knows what the advisor did not want', async () => {
  const past = await heardElsewhere(aCallStarted(), customerSays(water, { id: 'u1' }))
  const dismissed = aSuggestionJudged({ suggestionId: 'call-1-s-1', verdict: SuggestionVerdict.DISMISSED })
  const { publish, offered, clock } = await start(async (event) => ({ events: [...past, dismissed, event] }))
  clock.advance(20_000)
  await publish(customerSays('And how long do I have to declare it?', { id: 'u3' }))
  expect(offered()).toEqual([])
})

test('keeps what comes while the past is read, in order', async () => {
  const past = await heardElsewhere(aCallStarted())
  const reading = Promise.withResolvers<{ events: readonly CallEvent[] }>()
  const { publish, understood, bus } = await start(() => reading.promise)
  const [first, second] = [customerSays('Hello.', { id: 'u1' }), customerSays(water, { id: 'u2' })]
  await publish(first, second)
  expect(understood()).toEqual([])
  reading.resolve({ events: [...past, first] })
  await reading.promise
  await bus.settled()
  expect(understood().map(({ utteranceId }) => utteranceId)).toEqual(['u1', 'u2'])
})

test('is let go of when it turns out to be over', async () => {
  const past = await heardElsewhere(aCallStarted(), aCallEnded(), aTranscriptCompleted())
  let asked = 0
  const { publish, published } = await start(async () => {
    asked += 1
    return { events: past }
  })
  const late = create(CallEventSchema, { ...aCallEnded(), eventId: 'again' })
  await publish(late)
  await publish(late)
  expect(asked).toBe(1)
  expect(published).toEqual([])
})
