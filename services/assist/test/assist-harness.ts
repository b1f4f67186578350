import { createInProcessBus, type InProcessBus } from '@souffleur/bus'
import { type CallEvent, Channel, type SuggestionExpired, type SuggestionOffered, type UtteranceUnderstood } from '@souffleur/proto'
import { createMetrics, type Metrics } from '@souffleur/telemetry'
import { aCallStarted, anUtterance, aPartialTranscript, createRecordingLog, ManualClock } from '@souffleur/testkit'
import { type Article, type Assist, createAssist, type Embedder, type IntentCatalogue, type IntentSource, Meaning } from '../src/index.ts'

export function anArticle(fields: Partial<Article> & Pick<Article, 'id'>): Article {
  return {
    language: 'en',
    version: 1,
    title: fields.id,
    category: 'home',
    audience: 'advisor',
    owner: 'team',
    validFrom: '2020-01-01',
    validTo: null,
    intents: [],
    questions: [],
    body: 'Nothing.',
    ...fields,
  }
}

export const waterDamage = anArticle({
  id: 'home-water-damage',
  title: 'Water damage: what to do and how to declare it',
  intents: ['claim_water_damage'],
  questions: ['Water is coming through my ceiling, what should I do?', 'How long do I have to declare water damage?'],
  body: `## First steps

Shut off the water at the stopcock and the electricity in the wet rooms. If the leak cannot be stopped, assistance sends a plumber.

## Deadline

The claim must be declared within 5 working days of discovering the damage.

## Excess

The excess is 150 euros with Essentiel and 80 euros with Intégral.`,
})

export const cancellation = anArticle({
  id: 'contract-cancel',
  title: 'Cancelling a contract',
  category: 'contract',
  intents: ['contract_cancel'],
  questions: ['How do I cancel my car insurance?', 'Can I leave at any time?'],
  body: '## When\n\nMotor and home contracts can be cancelled at any time after the first year, with effect one month later.',
})

export const glasses = anArticle({
  id: 'health-optical',
  title: 'Glasses and lenses',
  category: 'health',
  intents: ['health_optical'],
  questions: ['When can I change my glasses?', 'How much do you pay for my lenses?'],
  body: '## Renewal\n\nGlasses are reimbursed every 2 years for an adult.',
})

export const leak: Article = anArticle({
  id: 'home-water-damage',
  language: 'fr',
  title: 'Dégât des eaux : premiers gestes et déclaration',
  intents: ['claim_water_damage'],
  questions: ['J’ai de l’eau qui coule du plafond, je fais quoi ?'],
  body: '## Premiers gestes\n\nCoupez l’arrivée d’eau et prévenez le syndic.\n\n## Délai\n\nLe sinistre se déclare dans les 5 jours ouvrés.',
})

const label = (name: string) => ({ en: name, fr: name })

export const catalogue: IntentCatalogue = {
  dispositions: [{ id: 'done', label: label('Done') }],
  intents: [
    {
      id: 'claim_water_damage',
      label: { en: 'Water damage', fr: 'Dégât des eaux' },
      dispositionId: 'done',
      examples: {
        en: [
          'there is a leak in my bathroom',
          'water is dripping from the ceiling',
          'a pipe burst in my kitchen',
          'my flat was flooded by a pipe',
        ],
        fr: ["j'ai une fuite d'eau", "de l'eau coule du plafond", 'une canalisation a éclaté'],
      },
    },
    {
      id: 'contract_cancel',
      label: { en: 'Cancellation', fr: 'Résiliation' },
      dispositionId: 'done',
      examples: {
        en: ['I want to cancel my contract', 'I would like to stop my insurance', 'please cancel my policy', 'how can I leave you'],
        fr: ['je veux résilier mon contrat', 'je souhaite arrêter mon assurance'],
      },
    },
    {
      id: 'health_optical',
      label: { en: 'Glasses', fr: 'Lunettes' },
      dispositionId: 'done',
      examples: {
        en: ['I need new glasses', 'are contact lenses reimbursed', 'my glasses are broken', 'what do you pay for lenses'],
        fr: ["j'ai besoin de lunettes", 'mes verres sont cassés'],
      },
    },
  ],
  silence: {
    en: [
      'hello',
      'good morning',
      'thank you very much',
      'how was your holiday',
      'the weather is terrible',
      'let me find a pen',
      'I hope so',
      'take your time',
    ],
    fr: ['bonjour', 'merci beaucoup', 'il pleut chez nous', 'je cherche un stylo', 'prenez votre temps'],
  },
}

export interface Harness {
  readonly bus: InProcessBus
  readonly clock: ManualClock
  readonly metrics: Metrics
  readonly log: ReturnType<typeof createRecordingLog>
  readonly assist: Assist
  /** Everything that assist has published. */
  readonly published: CallEvent[]
  readonly handlerErrors: unknown[]
  publish(...events: CallEvent[]): Promise<void>
  changeArticles(articles: Article[]): void
  changeIntents(changed: IntentCatalogue): void
  offered(): SuggestionOffered[]
  expired(): SuggestionExpired[]
  understood(): UtteranceUnderstood[]
}

const ownEvents = new Set<CallEvent['body']['case']>(['suggestionOffered', 'suggestionExpired', 'utteranceUnderstood'])

export async function startAssist(
  articles: Article[] = [waterDamage, cancellation, glasses, leak],
  load?: () => Promise<Article[]>,
  embedder?: Embedder,
  oddsFactor?: (sourceId: string) => number,
  pastOf?: (event: CallEvent) => Promise<{ readonly events: readonly CallEvent[] }>,
): Promise<Harness> {
  const clock = new ManualClock()
  const handlerErrors: unknown[] = []
  const bus = createInProcessBus({ onHandlerError: (error) => handlerErrors.push(error) })
  const published: CallEvent[] = []
  bus.subscribeEvents('test', (event) => {
    if (ownEvents.has(event.body.case)) published.push(event)
  })
  let current = articles
  const listeners = new Set<() => void>()
  const metrics = createMetrics()
  const log = createRecordingLog()
  const knowledge = {
    load: load ?? (() => Promise.resolve(current)),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
  let intentsNow = catalogue
  const intentListeners = new Set<() => void>()
  const intents: IntentSource = {
    current: () => intentsNow,
    onChange(listener) {
      intentListeners.add(listener)
      return () => {
        intentListeners.delete(listener)
      }
    },
  }
  const meaning = embedder === undefined ? {} : { meaning: new Meaning({ embedder, clock, log }) }
  const feedback = oddsFactor === undefined ? {} : { oddsFactor }
  const assist = createAssist({
    bus,
    clock,
    log,
    metrics,
    knowledge,
    intents,
    ...meaning,
    ...feedback,
    ...(pastOf === undefined ? {} : { pastOf }),
  })
  const bodies = <T>(pick: (body: CallEvent['body']) => T[]): T[] => published.flatMap(({ body }) => pick(body))
  return {
    bus,
    clock,
    metrics,
    log,
    assist,
    published,
    handlerErrors,
    async publish(...events) {
      for (const event of events) bus.publishEvent(event)
      await bus.settled()
    },
    changeArticles(changed) {
      current = changed
      for (const listener of listeners) listener()
    },
    changeIntents(changed) {
      intentsNow = changed
      for (const listener of intentListeners) listener()
    },
    offered: () => bodies((body) => (body.case === 'suggestionOffered' ? [body.value] : [])),
    expired: () => bodies((body) => (body.case === 'suggestionExpired' ? [body.value] : [])),
    understood: () => bodies((body) => (body.case === 'utteranceUnderstood' ? [body.value] : [])),
  }
}

let utterancesMade = 0

/** A final utterance of the customer, with an id of its own. */
export function customerSays(
  text: string,
  fields: { callId?: string; language?: string; channel?: Channel; id?: string; epoch?: number } = {},
): CallEvent {
  utterancesMade += 1
  const { callId = 'call-1', language = 'en', channel = Channel.CUSTOMER, id = `u-${utterancesMade}`, epoch = 0 } = fields
  return anUtterance({ utteranceId: id, text, language, channel, endMs: 4000 }, { callId, epoch })
}

export function customerIsSaying(firmText: string, id: string): CallEvent {
  return aPartialTranscript({ utteranceId: id, firmText, language: 'en', channel: Channel.CUSTOMER })
}

export { aCallStarted }
