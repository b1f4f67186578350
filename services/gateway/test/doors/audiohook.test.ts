import type { CallEvent, MediaFrame } from '@souffleur/proto'
import { anUtterance, aPartialTranscript, aSuggestionOffered, aTranscriptCompleted } from '@souffleur/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallOffer } from '../../src/call-offer.ts'
import { AudioHookDialect, type ClaimedIdentity } from '../../src/doors/audiohook/audiohook-dialect.ts'
import type { CallNotice, PeerSignals } from '../../src/doors/door.ts'
import { CONVERSATION, monoOf, NULL_UUID, ORGANISATION, openParameters, SESSION, said, stereo } from './audiohook-words.ts'

const NOBODY: ClaimedIdentity = { sessionId: undefined, organizationId: undefined }

/** A dialect between a client that counts its messages and a gateway that takes everything. */
class TestSession {
  readonly sent: Record<string, unknown>[] = []
  readonly frames: MediaFrame[] = []
  readonly signals: string[] = []
  readonly offers: CallOffer[] = []
  readonly dialect: AudioHookDialect
  seq = 0
  serverSeq = 0

  constructor(claimed: ClaimedIdentity = NOBODY) {
    const note = (what: string) => () => void this.signals.push(what)
    const signals: PeerSignals = {
      offer: (offer) => {
        this.offers.push(offer)
        this.tell({ type: 'ready', callId: offer.callId ?? '' })
      },
      probe: () => {
        this.signals.push('probe')
        this.tell({ type: 'probe-ready' })
      },
      audio: (frame) => void this.frames.push(frame),
      badFrame: (code) => void this.signals.push(`bad ${code}`),
      pause: note('pause'),
      resume: note('resume'),
      speak: (language) => void this.signals.push(`speak ${language}`),
      end: note('end'),
      ping: (id) => this.tell({ type: 'pong', id }),
      reply: (message) => this.#keep(String(message)),
      remark: (code) => void this.signals.push(`remark ${code}`),
      fail: (code) => {
        this.signals.push(`fail ${code}`)
        this.tell({ type: 'error', code, isFatal: true })
      },
    }
    this.dialect = new AudioHookDialect(signals, claimed)
  }

  static opened(parameters: object = {}): TestSession {
    const session = new TestSession()
    session.say('open', { ...openParameters, ...parameters })
    return session
  }

  tell(notice: CallNotice): void {
    for (const message of this.dialect.write(notice)) this.#keep(message)
  }

  event(event: CallEvent): void {
    this.tell({ type: 'event', event })
  }

  say(type: string, parameters: object = {}, position?: string): void {
    this.seq += 1
    const numbers = { seq: this.seq, serverseq: this.serverSeq, ...(position === undefined ? {} : { position }) }
    this.dialect.read(Buffer.from(said(type, parameters, numbers)), false)
  }

  sound(bytes: Uint8Array): void {
    this.dialect.read(Buffer.from(bytes), true)
  }

  /** The client has read everything. */
  readAll(): void {
    this.serverSeq = this.sent.length
  }

  get last(): Record<string, unknown> | undefined {
    return this.sent.at(-1)
  }

  get positions(): number[] {
    return this.frames.filter(({ channelIndex }) => channelIndex === 0).map(({ positionSamples }) => positionSamples)
  }

  #keep(message: string): void {
    this.sent.push(JSON.parse(message))
  }
}

describe('opening an AudioHook session', () => {
  it('is answered at once, by the format that was chosen of those on offer', () => {
    const session = TestSession.opened()
    expect(session.sent).toEqual([
      { version: '2', id: SESSION, type: 'opened', seq: 1, clientseq: 1, parameters: { media: [stereo], startPaused: false } },
    ])
    expect(session.offers).toMatchObject([
      {
        callId: SESSION,
        channels: ['customer', 'advisor'],
        encoding: 'pcmu',
        sampleRate: 8000,
        language: 'auto',
        queue: 'default',
        wantsEvents: false,
      },
    ])
  })

  const inverted = { ...stereo, channels: ['internal', 'external'] }
  const linear = { ...stereo, format: 'L16' }
  it.each<[string, readonly object[], object, Partial<CallOffer>]>([
    ['two parties before one', [monoOf('external'), stereo], stereo, { channels: ['customer', 'advisor'] }],
    ['two parties in the client’s order', [inverted], inverted, { channels: ['advisor', 'customer'] }],
    ['µ-law before linear', [linear, stereo], stereo, { encoding: 'pcmu' }],
    [
      'two linear parties before one in µ-law',
      [monoOf('external'), linear],
      linear,
      { encoding: 'l16', channels: ['customer', 'advisor'] },
    ],
    ['the customer before the advisor', [monoOf('internal'), monoOf('external')], monoOf('external'), { channels: ['customer'] }],
    ['the advisor rather than nobody', [{ type: 'video' }, monoOf('internal')], monoOf('internal'), { channels: ['advisor'] }],
  ])('takes %s', (_, media, chosen, offer) => {
    const session = TestSession.opened({ media })
    expect(session.last?.parameters).toMatchObject({ media: [chosen] })
    expect(session.offers[0]).toMatchObject(offer)
  })

  it.each([
    ['fr-CA', 'fr'],
    ['FR', 'fr'],
    ['en-gb', 'en'],
    ['es-ES', 'auto'],
    [undefined, 'auto'],
  ])('hears %s as %s', (language, expected) => {
    expect(TestSession.opened({ language }).offers[0]?.language).toBe(expected)
  })

  it('names its languages when asked', () => {
    const { parameters } = TestSession.opened({ supportedLanguages: true }).last as { parameters: { supportedLanguages: string[] } }
    expect(parameters.supportedLanguages).toContain('fr-FR')
    for (const tag of parameters.supportedLanguages) expect(tag).toMatch(/^[a-z]{2}-[A-Z]{2}$/)
  })

  it('keeps what the configuration and the flow say of the call', () => {
    const customConfig = {
      queue: 'all',
      advisor: 'ann',
      plan: 'gold',
      nested: { a: 1 },
      transcript: true,
      'souffleur.sample': 'x',
      __proto__: 1,
    }
    const [offer] = TestSession.opened({ customConfig, inputVariables: { queue: 'motor', claim: 42, 'genesys.ani': 'x' } }).offers
    expect(offer).toMatchObject({ queue: 'motor', advisorId: 'ann', wantsEvents: true })
    expect(offer?.metadata).toEqual({
      plan: 'gold',
      claim: '42',
      'genesys.conversationId': CONVERSATION,
      'genesys.organizationId': ORGANISATION,
      'genesys.participantId': openParameters.participant.id,
      'genesys.ani': '+33123456789',
      'genesys.aniName': 'Anne Onyme',
      'genesys.dnis': '+33987654321',
    })
  })

  it('bounds what it keeps', () => {
    const inputVariables = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`v${index}`, 'x'.repeat(600)]))
    const [offer] = TestSession.opened({ inputVariables, customConfig: { queue: 'q'.repeat(100) } }).offers
    expect(offer?.queue).toHaveLength(64)
    expect(Object.keys(offer?.metadata ?? {})).toHaveLength(32 + 6)
    expect(offer?.metadata.v1).toHaveLength(512)
  })

  it.each([{ conversationId: NULL_UUID }, { participant: { ...openParameters.participant, id: NULL_UUID } }])(
    'answers a probe: %o',
    (probe) => {
      const session = TestSession.opened(probe)
      expect(session.signals).toEqual(['probe'])
      expect(session.last).toMatchObject({ type: 'opened', parameters: { media: [stereo] } })
      session.say('close', { reason: 'end' })
      expect(session.signals).toEqual(['probe', 'end'])
    },
  )

  it('says goodbye to a call that is over before it began', () => {
    const session = new TestSession()
    session.say('close', { reason: 'end' })
    session.tell({ type: 'closed', callId: undefined })
    expect(session.signals).toEqual(['probe', 'end'])
    expect(session.sent.map(({ type }) => type)).toEqual(['closed'])
  })

  it('holds a client to the session and the organisation of its handshake', () => {
    const other = new TestSession({ sessionId: CONVERSATION, organizationId: undefined })
    other.say('open', openParameters)
    expect(other.signals).toEqual(['fail stream.message-invalid'])
    expect(other.last).toMatchObject({ type: 'disconnect', id: CONVERSATION, parameters: { reason: 'error' } })

    const foreign = new TestSession({ sessionId: SESSION, organizationId: CONVERSATION })
    foreign.say('open', openParameters)
    expect(foreign.signals).toEqual(['fail stream.unauthorised'])
    expect(foreign.last).toMatchObject({ type: 'disconnect', parameters: { reason: 'unauthorized' } })

    const same = new TestSession({ sessionId: SESSION, organizationId: ORGANISATION })
    same.say('open', { ...openParameters, organizationId: ORGANISATION.toUpperCase() })
    expect(same.offers).toHaveLength(1)
  })
})

describe('the audio of an AudioHook session', () => {
  it('takes interleaved channels apart', () => {
    const session = TestSession.opened()
    session.sound(Uint8Array.of(1, 2, 3, 4, 5, 6))
    session.sound(Uint8Array.of(7, 8))
    expect(session.frames.map(({ channelIndex, positionSamples, payload }) => [channelIndex, positionSamples, [...payload]])).toEqual([
      [0, 0, [1, 3, 5]],
      [1, 0, [2, 4, 6]],
      [0, 3, [7]],
      [1, 3, [8]],
    ])
  })

  it('takes linear channels apart', () => {
    const session = TestSession.opened({ media: [{ ...stereo, format: 'L16' }] })
    session.sound(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
    session.sound(Uint8Array.of(1, 2, 3, 4))
    expect(session.frames.map(({ positionSamples, payload }) => [positionSamples, [...payload]])).toEqual([
      [0, [1, 2, 5, 6]],
      [0, [3, 4, 7, 8]],
      [2, [1, 2]],
      [2, [3, 4]],
    ])
  })

  it('hands on a single channel as it is', () => {
    const session = TestSession.opened({ media: [monoOf('external', 'L16')] })
    session.sound(Uint8Array.of(1, 2, 3, 4))
    session.sound(Uint8Array.of(5, 6))
    expect(session.frames.map(({ channelIndex, positionSamples, payload }) => [channelIndex, positionSamples, [...payload]])).toEqual([
      [0, 0, [1, 2, 3, 4]],
      [0, 2, [5, 6]],
    ])
  })

  it('takes messages of any length', () => {
    const session = TestSession.opened()
    session.sound(new Uint8Array(2 * 20_000))
    session.sound(new Uint8Array(320))
    expect(session.positions).toEqual([0, 8000, 16_000, 20_000])
    expect(session.frames.map(({ payload }) => payload.length)).toEqual([8000, 8000, 8000, 8000, 4000, 4000, 160, 160])
    expect(session.frames.map(({ sequence }) => sequence)).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  })

  it('keeps the place of what can’t be read', () => {
    const session = TestSession.opened()
    session.sound(new Uint8Array(321))
    session.sound(new Uint8Array(320))
    expect(session.signals).toEqual(['bad media.frame-misaligned'])
    expect(session.positions).toEqual([160])
  })

  it('puts what was discarded in its place', () => {
    const session = TestSession.opened()
    session.sound(new Uint8Array(320))
    session.say('discarded', { start: 'PT0.02S', discarded: 'PT1.5S' })
    session.sound(new Uint8Array(320))
    expect(session.positions).toEqual([0, 12_160])
  })

  it('counts once what was told twice', () => {
    const session = TestSession.opened()
    session.sound(new Uint8Array(320))
    session.say('paused')
    session.say('discarded', { start: 'PT0.02S', discarded: 'PT1S' })
    session.say('resumed', { start: 'PT0.02S', discarded: 'PT3S' })
    session.sound(new Uint8Array(320))
    expect(session.positions).toEqual([0, 160 + 24_000])
  })

  it('keeps its place through any frames, pauses and holes', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('sound' as const), samples: fc.integer({ min: 1, max: 30_000 }) }),
      fc.record({ kind: fc.constantFrom('discarded' as const, 'resumed' as const), samples: fc.nat(100_000) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const session = TestSession.opened()
        let position = 0
        for (const { kind, samples } of steps) {
          if (kind === 'sound') {
            session.sound(new Uint8Array(2 * samples))
          } else {
            if (kind === 'resumed') session.say('paused', {}, `PT${position / 8000}S`)
            session.say(kind, { start: `PT${position / 8000}S`, discarded: `PT${samples / 8000}S` })
          }
          position += samples
          session.say('ping', {}, `PT${position / 8000}S`)
        }
        expect(session.signals.filter((signal) => signal.startsWith('remark') || signal.startsWith('fail'))).toEqual([])
        session.sound(new Uint8Array(2))
        expect(session.positions.at(-1)).toBe(position)
      }),
      { numRuns: 200 },
    )
  })

  it('notices a position that is another than its own, but in a pause', () => {
    const session = TestSession.opened()
    session.sound(new Uint8Array(320))
    session.say('ping', {}, 'PT0.52S')
    expect(session.signals).toEqual([])
    session.say('ping', {}, 'PT0.53S')
    expect(session.signals).toEqual(['remark stream.position-differs'])
    session.say('paused', {}, 'PT0.02S')
    session.say('ping', {}, 'PT60S')
    expect(session.signals).toEqual(['remark stream.position-differs', 'pause'])
  })
})

describe('the pauses of an AudioHook session', () => {
  it('obeys the client’s', () => {
    const session = TestSession.opened()
    session.say('paused')
    session.tell({ type: 'paused', requestedBy: 'platform' })
    session.say('resumed', { start: 'PT0S', discarded: 'PT2S' })
    session.tell({ type: 'resumed', requestedBy: 'platform' })
    expect(session.signals).toEqual(['pause', 'resume'])
    expect(session.sent.map(({ type }) => type)).toEqual(['opened'])
  })

  it('asks the client for the advisor’s, and doesn’t answer its confirmation', () => {
    const session = TestSession.opened()
    session.tell({ type: 'paused', requestedBy: 'ann' })
    session.readAll()
    session.say('paused')
    session.tell({ type: 'paused', requestedBy: 'platform' })
    session.tell({ type: 'resumed', requestedBy: 'ann' })
    session.readAll()
    session.say('resumed', { start: 'PT0S', discarded: 'PT1S' })
    session.tell({ type: 'resumed', requestedBy: 'platform' })
    expect(session.sent.map(({ type }) => type)).toEqual(['opened', 'pause', 'resume'])
    expect(session.signals).toEqual(['pause', 'resume'])
  })

  it('is not woken by the client while the advisor wants the pause', () => {
    const session = TestSession.opened()
    session.say('paused')
    session.tell({ type: 'paused', requestedBy: 'ann' })
    session.say('resumed', { start: 'PT0S', discarded: 'PT1S' })
    expect(session.signals).toEqual(['pause'])
    session.tell({ type: 'resumed', requestedBy: 'ann' })
    session.readAll()
    session.say('resumed', { start: 'PT1S', discarded: 'PT0S' })
    expect(session.signals).toEqual(['pause', 'resume'])
  })

  it('does not take the confirmation of a pause that is over for a pause of the client’s own', () => {
    const session = TestSession.opened()
    session.tell({ type: 'paused', requestedBy: 'ann' })
    session.readAll()
    session.tell({ type: 'resumed', requestedBy: 'ann' })
    session.say('paused')
    expect(session.signals).toEqual([])
    session.readAll()
    session.say('paused')
    expect(session.signals).toEqual(['pause'])
  })
})

describe('the other messages of an AudioHook session', () => {
  it('answers a ping with the number it had', () => {
    const session = TestSession.opened()
    session.say('ping', { rtt: 'PT0.1S' })
    expect(session.last).toEqual({ version: '2', id: SESSION, type: 'pong', seq: 2, clientseq: 2, parameters: {} })
  })

  it('goes on in another language, and says so', () => {
    const session = TestSession.opened({ language: 'en-GB', customConfig: { transcript: true } })
    session.say('update', { language: 'fr-CA' })
    expect(session.signals).toEqual(['speak fr'])
    expect(session.last).toMatchObject({ type: 'updated', parameters: {} })
    session.event(anUtterance({ text: 'Bonjour.', language: 'fr' }))
    expect(JSON.stringify(session.last)).toContain('fr-CA')
    session.say('update', { language: 'de-DE' })
    expect(session.signals).toEqual(['speak fr', 'speak auto'])
  })

  it('passes over digits, playback and what a newer client may say', () => {
    const session = TestSession.opened()
    session.say('dtmf', { digit: '4' })
    session.say('playback_started')
    session.say('playback_completed')
    expect(session.signals).toEqual([])
    session.say('dance', { partner: 'x' })
    session.say('error', { code: 429, message: 'Calm down', retryAfter: 'PT10S' })
    expect(session.signals).toEqual(['remark stream.message-unknown', 'remark stream.peer-error'])
    expect(session.sent).toHaveLength(1)
  })

  it('closes', () => {
    const session = TestSession.opened()
    session.say('close', { reason: 'end' })
    session.tell({ type: 'closed', callId: SESSION })
    expect(session.signals).toEqual(['end'])
    expect(session.last).toMatchObject({ type: 'closed', clientseq: 2, parameters: {} })
  })

  it('disconnects with the code of what went wrong, and asks for another connection when this server stops', () => {
    const session = TestSession.opened()
    session.tell({ type: 'error', code: 'media.frame-empty', isFatal: false })
    session.tell({ type: 'error', code: 'call.too-long', isFatal: true })
    expect(session.last).toMatchObject({
      type: 'disconnect',
      parameters: { reason: 'error', info: expect.stringMatching(/^call\.too-long: /) },
    })
    session.tell({ type: 'error', code: 'call.server-stopping', isFatal: true })
    expect(session.sent.map(({ type }) => type)).toEqual(['opened', 'disconnect', 'reconnect'])
  })

  it('reads anything without throwing, and numbers what it sends one by one', () => {
    const type = fc.constantFrom('open', 'close', 'ping', 'paused', 'resumed', 'discarded', 'update', 'error', 'dtmf', 'x', 'constructor')
    const parameters = fc.oneof(
      fc.constant(openParameters),
      fc.record({ start: fc.constantFrom('PT1S', 'PT1e5S', 'PT.5S', ''), discarded: fc.constantFrom('PT0S', 'PT1.S', 'PT99999999999S') }),
      fc.record({ reason: fc.string(), language: fc.string() }),
      fc.object(),
    )
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.json(),
      fc.record({ type, parameters, drift: fc.integer({ min: -1, max: 1 }) }),
      fc.record({ type, parameters, drift: fc.constant(0) }),
    )
    fc.assert(
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
        const session = new TestSession()
        for (const each of messages) {
          if (each instanceof Uint8Array) session.sound(each)
          else if (typeof each === 'string') session.dialect.read(Buffer.from(each), false)
          else {
            session.seq += each.drift
            session.say(each.type, each.parameters)
          }
        }
        expect(session.sent.map(({ seq }) => seq)).toEqual(session.sent.map((_, index) => index + 1))
        for (const { positionSamples } of session.frames) expect(Number.isSafeInteger(positionSamples)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the events of an AudioHook session', () => {
  const wanting = (customConfig: object) => TestSession.opened({ customConfig, language: 'fr-CA' })
  const utterance = anUtterance({
    utteranceId: 'u-1',
    startMs: 1280,
    endMs: 2500,
    text: 'Bonjour madame',
    language: 'fr',
    confidence: 0.875,
    words: [
      { text: 'Bonjour', startMs: 1280, endMs: 1700, confidence: 0.9 },
      { text: 'madame', startMs: 1750, endMs: 2500, confidence: 0.85 },
    ],
  })

  it('says nothing that nobody asked for', () => {
    const session = wanting({})
    for (const event of [utterance, aPartialTranscript({ firmText: 'Bon' }), aSuggestionOffered()]) session.event(event)
    expect(session.sent).toHaveLength(1)
  })

  it('writes an utterance as a final transcript', () => {
    const session = wanting({ transcript: true })
    session.event(utterance)
    expect(session.last).toMatchObject({ type: 'event', parameters: { entities: [{ type: 'transcript' }] } })
    expect(dataOf(session.last)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      channelId: 0,
      isFinal: true,
      offset: 'PT1.28S',
      duration: 'PT1.22S',
      alternatives: [
        {
          confidence: 0.875,
          languages: ['fr-CA'],
          interpretations: [
            {
              type: 'display',
              transcript: 'Bonjour madame',
              tokens: [
                { type: 'word', value: 'Bonjour', confidence: 0.9, offset: 'PT1.28S', duration: 'PT0.42S' },
                { type: 'word', value: 'madame', confidence: 0.85, offset: 'PT1.75S', duration: 'PT0.75S' },
              ],
            },
          ],
        },
      ],
    })
  })

  it('writes a partial as an interim with the id of its final', () => {
    const session = wanting({ transcript: 'true' })
    session.event(
      aPartialTranscript({ utteranceId: 'u-1', startMs: 1280, endMs: 2000, firmText: 'Bonjour', tentativeText: 'mad am', language: 'en' }),
    )
    session.event(utterance)
    session.event(aPartialTranscript({ firmText: '', tentativeText: '' }))
    const [interim, final, ...more] = session.sent.slice(1).map((message) => dataOf(message))
    expect(interim).toMatchObject({
      isFinal: false,
      offset: 'PT1.28S',
      duration: 'PT0.72S',
      alternatives: [{ confidence: 0.333, languages: ['en-US'], interpretations: [{ type: 'display', transcript: 'Bonjour mad am' }] }],
    })
    expect(interim?.id).toBe(final?.id)
    expect(more).toEqual([])
  })

  it('leaves partials out for who wants finals only', () => {
    const session = wanting({ transcript: 'final' })
    session.event(aPartialTranscript({ firmText: 'Bon' }))
    session.event(utterance)
    expect(session.sent.slice(1).map((message) => dataOf(message)?.isFinal)).toEqual([true])
  })

  it('writes a suggestion as an article', () => {
    const session = wanting({ agentassist: true })
    const source = { articleId: 'a 1', articleVersion: 3, articleTitle: 'Excess', heading: 'How much', quote: 'The excess is 300 euros.' }
    session.event(aSuggestionOffered({ text: '300 euros', sources: [source], score: 0.75, positionMs: 4000 }))
    session.event(aSuggestionOffered({ sources: [] }))
    expect(session.sent).toHaveLength(2)
    expect(dataOf(session.last)).toMatchObject({
      suggestions: [
        {
          type: 'article',
          confidence: 0.75,
          position: 'PT4S',
          title: 'Excess',
          excerpts: ['300 euros', 'The excess is 300 euros.'],
          documentUri: 'urn:souffleur:article:a%201:3',
        },
      ],
    })
  })

  it('leaves out word by word what would make a message too long, and what still is', () => {
    const session = wanting({ transcript: true })
    const words = Array.from({ length: 2000 }, (_, index) => ({ text: 'mot', startMs: index, endMs: index + 1, confidence: 1 }))
    session.event(anUtterance({ text: 'mot '.repeat(2000), words }))
    expect(JSON.stringify(session.last)).not.toContain('tokens')
    session.event(anUtterance({ text: 'mot '.repeat(20_000), words }))
    expect(session.sent).toHaveLength(2)
    session.event(aTranscriptCompleted())
    expect(session.sent).toHaveLength(2)
  })
})

function dataOf(message: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  return (message?.parameters as { entities: { data: Record<string, unknown> }[] } | undefined)?.entities[0]?.data
}
