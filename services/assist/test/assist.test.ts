import { Channel, SuggestionExpiry, SuggestionVerdict } from '@souffleur/proto'
import { aCallEnded, aCallStarted, aSuggestionJudged, aTranscriptCompleted } from '@souffleur/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import {
  anArticle,
  cancellation,
  catalogue,
  customerIsSaying,
  customerSays,
  glasses,
  type Harness,
  startAssist,
  waterDamage,
} from './assist-harness.ts'

let harness: Harness | undefined
afterEach(() => harness?.assist.stop())

async function start(...options: Parameters<typeof startAssist>): Promise<Harness> {
  harness = await startAssist(...options)
  await harness.assist.ready()
  return harness
}

describe('suggestions', () => {
  test('a customer’s problem brings a passage of the article that answers, quoted verbatim with its source', async () => {
    const { publish, offered } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my kitchen ceiling.', { id: 'u' }))
    expect(offered()).toHaveLength(1)
    const [suggestion] = offered()
    const [source] = suggestion?.sources ?? []
    expect(suggestion).toMatchObject({
      utteranceId: 'u',
      intentId: 'claim_water_damage',
      language: 'en',
      positionMs: 4000,
      speculative: false,
    })
    expect(source).toMatchObject({ articleId: 'home-water-damage', articleVersion: 1, heading: 'First steps' })
    expect(waterDamage.body).toContain(source?.quote ?? '?')
    expect(source?.quote).toContain(suggestion?.text ?? '?')
  })

  test('a question within the same matter brings the passage that answers it', async () => {
    const { publish, offered, clock } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my kitchen ceiling.'))
    clock.advance(7000)
    await publish(customerSays('And how long do I have to declare it?'))
    expect(offered().map(({ sources }) => sources[0]?.heading)).toEqual(['First steps', 'Deadline'])
    expect(offered()[1]?.text).toContain('within 5 working days')
  })

  test.each([
    'Hello, how are you?',
    'Thank you very much.',
    'Yes, that is right.',
    'My name is Marie Dupont.',
    'My contract number is HB4471902.',
    'One moment please, let me find a pen.',
    'How was your holiday?',
    'Okay.',
  ])('"%s" brings nothing', async (text) => {
    const { publish, offered, understood } = await start()
    await publish(aCallStarted(), customerSays(text))
    expect(offered()).toEqual([])
    expect(understood()).toHaveLength(1)
  })

  test('the advisor’s words bring nothing, and are understood as having no intent', async () => {
    const { publish, offered, understood } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through your ceiling?', { channel: Channel.ADVISOR, id: 'a' }))
    expect(offered()).toEqual([])
    expect(understood()).toEqual([expect.objectContaining({ utteranceId: 'a', intents: [] })])
  })

  test('says where it comes from, so that feedback adds up', async () => {
    const { publish, offered } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my kitchen ceiling.'))
    expect(offered()[0]).toMatchObject({ sourceId: 'article home-water-damage', guideVersion: 0, meaningModel: '' })
  })

  test('feedback makes a source keep back, and lets another one before it', async () => {
    const twin = anArticle({ ...waterDamage, id: 'home-water-twin' })
    const said = customerSays('There is water coming through my kitchen ceiling.')
    const first = await start([waterDamage, twin])
    await first.publish(aCallStarted(), said)
    const chosen = first.offered()[0]?.sourceId
    first.assist.stop()
    const second = await start([waterDamage, twin], undefined, undefined, (sourceId) => (sourceId === chosen ? 0.45 : 1))
    await second.publish(aCallStarted(), said)
    expect(second.offered()[0]?.sourceId).not.toBe(chosen)
    second.assist.stop()
    const third = await start([waterDamage], undefined, undefined, () => 0.01)
    await third.publish(aCallStarted(), said)
    expect(third.offered()).toEqual([])
  })

  test('a mixed channel brings suggestions', async () => {
    const { publish, offered } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.', { channel: Channel.MIXED }))
    expect(offered()).toHaveLength(1)
  })

  test('the language is that of the utterance, whatever the call’s', async () => {
    const { publish, offered } = await start()
    await publish(aCallStarted({ language: 'auto' }), customerSays("J'ai de l'eau qui coule du plafond.", { language: 'fr' }))
    expect(offered()[0]).toMatchObject({ language: 'fr', text: expect.stringContaining('Coupez l’arrivée d’eau') })
  })

  test('what was found on the firm words is used when the final text seeks the same', async () => {
    const { publish, offered } = await start()
    await publish(
      aCallStarted(),
      customerIsSaying('I would like to cancel my contract', 'u'),
      customerSays('I would like to cancel my contract, please.', { id: 'u' }),
    )
    expect(offered()).toEqual([
      expect.objectContaining({ speculative: true, sources: [expect.objectContaining({ articleId: 'contract-cancel' })] }),
    ])
  })

  test('what was found on the firm words is forgotten when the final text seeks something else', async () => {
    const { publish, offered } = await start()
    await publish(
      aCallStarted(),
      customerIsSaying('I would like to cancel', 'u'),
      customerSays('I would like to know when I can change my glasses.', { id: 'u' }),
    )
    expect(offered()).toEqual([
      expect.objectContaining({ speculative: false, sources: [expect.objectContaining({ articleId: 'health-optical' })] }),
    ])
  })
})

describe('attention', () => {
  test('a second suggestion waits until six seconds have passed', async () => {
    const { publish, offered, clock } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.'), customerSays('I want to cancel my contract.'))
    expect(offered()).toHaveLength(1)
    clock.advance(5999)
    expect(offered()).toHaveLength(1)
    clock.advance(1)
    await publish()
    expect(offered().map(({ sources }) => sources[0]?.articleId)).toEqual(['home-water-damage', 'contract-cancel'])
  })

  test('the same passage is offered once in a call', async () => {
    const { publish, offered, clock } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.'))
    clock.advance(20_000)
    await publish(customerSays('There is water coming through my ceiling.'))
    expect(offered()).toHaveLength(1)
  })

  test('after 45 seconds a suggestion expires', async () => {
    const { publish, offered, expired, clock } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.'))
    clock.advance(45_000)
    await publish()
    expect(expired()).toEqual([expect.objectContaining({ suggestionId: offered()[0]?.suggestionId, reason: SuggestionExpiry.TIME })])
  })

  test('what the advisor has accepted doesn’t expire; a dismissed article isn’t offered again', async () => {
    const { publish, offered, expired, clock } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.'))
    const [first] = offered()
    await publish(aSuggestionJudged({ suggestionId: first?.suggestionId ?? '', verdict: SuggestionVerdict.DISMISSED }))
    clock.advance(60_000)
    await publish(customerSays('How long do I have to declare the water damage?'))
    expect(offered()).toHaveLength(1)
    expect(expired()).toEqual([])
  })
})

describe('calls', () => {
  test('when the call ends its suggestions expire, and no timer is left', async () => {
    const { publish, expired, clock } = await start()
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.'), aCallEnded(), aTranscriptCompleted())
    expect(expired()).toEqual([expect.objectContaining({ reason: SuggestionExpiry.CALL_ENDED })])
    expect(clock.pendingTimers).toBe(0)
  })

  test('utterances that end after the call are understood, without a suggestion', async () => {
    const { publish, offered, understood } = await start()
    await publish(
      aCallStarted(),
      aCallEnded(),
      customerSays('There is water coming through my ceiling.', { id: 'last' }),
      aTranscriptCompleted(),
    )
    expect(offered()).toEqual([])
    expect(understood()).toEqual([expect.objectContaining({ utteranceId: 'last' })])
    expect(understood()[0]?.intents[0]?.intentId).toBe('claim_water_damage')
  })

  test('what comes for a call that is over is counted, and nothing else', async () => {
    const { publish, published, metrics } = await start()
    await publish(aCallStarted(), aCallEnded(), aTranscriptCompleted(), customerSays('There is water coming through my ceiling.'))
    expect(published).toEqual([])
    expect(await metrics.getSingleMetricAsString('souffleur_assist_late_events_total')).toMatch(/_total 1$/)
  })

  test('a call whose transcript never completes is let go of after a minute', async () => {
    const { publish, clock, understood } = await start()
    await publish(aCallStarted(), aCallEnded())
    clock.advance(60_000)
    await publish(customerSays('There is water coming through my ceiling.'))
    expect(understood()).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  test('a call that was going on before assist listened is assisted', async () => {
    const { publish, offered } = await start()
    await publish(customerSays('There is water coming through my ceiling.'))
    expect(offered()).toHaveLength(1)
  })

  test('a call that starts over in a new epoch forgets, and the old epoch is late', async () => {
    const { publish, offered, metrics } = await start()
    const said = 'There is water coming through my ceiling.'
    await publish(
      aCallStarted(),
      customerSays(said),
      aCallStarted({}, { epoch: 1 }),
      customerSays(said, { epoch: 1 }),
      customerSays(said, { epoch: 0 }),
    )
    expect(offered()).toHaveLength(2)
    expect(await metrics.getSingleMetricAsString('souffleur_assist_late_events_total')).toMatch(/_total 1$/)
  })

  test('a failure in one call touches no other', async () => {
    const { publish, offered, bus, log } = await start()
    const publishEvent = bus.publishEvent.bind(bus)
    bus.publishEvent = (event) => {
      if (event.callId === 'broken' && event.body.case === 'utteranceUnderstood') throw new Error('refused')
      publishEvent(event)
    }
    const said = 'There is water coming through my ceiling.'
    await publish(customerSays(said, { callId: 'broken' }), customerSays(said, { callId: 'whole' }))
    expect(offered()).toHaveLength(1)
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
  })
})

describe('knowledge', () => {
  test('an empty knowledge base brings silence and finds nothing', async () => {
    const { publish, published, assist, understood } = await start([])
    await publish(aCallStarted(), customerSays('There is water coming through my ceiling.'))
    expect(understood()).toHaveLength(1)
    expect(published).toHaveLength(1)
    expect(await assist.search('water', { language: 'en', limit: 5 })).toEqual([])
  })

  test('searching gives the best passage of each article', async () => {
    const { assist } = await start()
    const [hit, ...others] = await assist.search('deadline water damage', { language: 'en', limit: 5 })
    expect(hit).toMatchObject({ articleId: 'home-water-damage', passageId: 'deadline-1', heading: 'Deadline', language: 'en' })
    expect(others.map(({ articleId }) => articleId)).not.toContain('home-water-damage')
  })

  test('a changed article is found by its new words, a removed one no more', async () => {
    const { assist, changeArticles } = await start([waterDamage, cancellation])
    const search = async (query: string) => {
      const hits = await assist.search(query, { language: 'en', limit: 1 })
      return hits.map(({ articleId, articleVersion }) => [articleId, articleVersion])
    }
    changeArticles([{ ...waterDamage, version: 2, body: 'Call the zoological service.' }, glasses])
    await expect.poll(() => search('zoological')).toEqual([['home-water-damage', 2]])
    await expect.poll(() => search('lenses')).toEqual([['health-optical', 1]])
    expect(await search('cancelled')).toEqual([])
  })

  test('changed intents are learned while calls go on', async () => {
    const { publish, understood, changeIntents, assist } = await start()
    const labels = { en: 'Moving house', fr: 'Déménagement' }
    const examples = ['I am moving house next month', 'we have moved to a new flat', 'I change my address because I move', 'I am moving']
    changeIntents({
      ...catalogue,
      intents: [...catalogue.intents, { id: 'moving', label: labels, dispositionId: 'done', examples: { en: examples, fr: [] } }],
    })
    await expect.poll(() => assist.understand('I am moving house soon', 'en')).toEqual([expect.objectContaining({ intentId: 'moving' })])
    await publish(aCallStarted(), customerSays('Hello, I am moving house soon.'))
    expect(
      understood()
        .at(-1)
        ?.intents.map(({ intentId }) => intentId),
    ).toEqual(['moving'])
  })

  test('an utterance with two wishes has two intents', async () => {
    const { publish, understood } = await start()
    await publish(aCallStarted(), customerSays('There is a leak in my bathroom, and I want to cancel my contract.'))
    expect(
      understood()
        .at(-1)
        ?.intents.map(({ intentId }) => intentId)
        .toSorted(),
    ).toEqual(['claim_water_damage', 'contract_cancel'])
  })

  test('an article that isn’t valid today isn’t found', async () => {
    const future = anArticle({ id: 'future', title: 'Snow storms', validFrom: '2099-01-01' })
    const past = anArticle({ id: 'past', title: 'Snow tyres', validTo: '2021-12-31' })
    const { assist } = await start([future, past])
    expect(await assist.search('snow', { language: 'en', limit: 5 })).toEqual([])
  })

  test('an article for another queue isn’t offered, and is found by hand', async () => {
    const { publish, offered, assist } = await start([anArticle({ ...waterDamage, audience: 'home-claims' })])
    await publish(
      aCallStarted({ queue: 'car' }, { callId: 'a' }),
      customerSays('There is water coming through my ceiling.', { callId: 'a' }),
    )
    expect(offered()).toEqual([])
    await publish(
      aCallStarted({ queue: 'home-claims' }, { callId: 'b' }),
      customerSays('There is water coming through my ceiling.', { callId: 'b' }),
    )
    expect(offered()).toHaveLength(1)
    expect(await assist.search('water damage', { language: 'en', limit: 5 })).toHaveLength(1)
  })

  test('finals are understood before the articles have been read', async () => {
    harness = await startAssist([], () => new Promise(() => {}))
    await harness.publish(aCallStarted(), customerSays('There is water coming through my ceiling.'))
    expect(harness.understood()).toEqual([expect.objectContaining({ intents: [] })])
  })

  test('a knowledge base that can’t be read rejects, and calls go on', async () => {
    harness = await startAssist([], () => Promise.reject(new Error('no database')))
    await expect(harness.assist.ready()).rejects.toThrow('no database')
    await harness.publish(aCallStarted(), customerSays('There is water coming through my ceiling.'))
    expect(harness.understood()).toHaveLength(1)
  })
})
