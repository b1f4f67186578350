import { describe, expect, test } from 'vitest'
import { type Example, IntentClassifier, intentsWithin, reliabilityOf, runAtOnce } from '../src/index.ts'
import { learnConfusions } from '../src/intents/confusions.ts'

const said = (label: string | null, ...texts: string[]): Example[] => texts.map((text) => ({ text, label }))

const cancellations = [
  'je veux résilier mon contrat',
  'résilier mon assurance auto',
  'comment résilier',
  'je souhaite résilier',
  'résiliation du contrat',
]
const complaints = [
  'je veux me plaindre',
  'déposer une réclamation',
  'me plaindre de votre service',
  'une plainte contre vous',
  'je tiens à me plaindre',
]
const claims = [
  'déclarer un dégât des eaux',
  "une fuite d'eau chez moi",
  "de l'eau coule du plafond",
  'mon plafond fuit',
  'inondation dans ma cuisine',
]

const examples = [
  ...said('cancel', ...cancellations),
  ...said('complain', ...complaints),
  ...said('claim', ...claims),
  ...said(null, 'bonjour madame', 'merci beaucoup', 'un instant', 'il fait beau'),
]

describe('an utterance with two intents', () => {
  const classifier = IntentClassifier.train(examples)

  test('has both, wherever they meet', () => {
    const found = intentsWithin(classifier, 'je veux résilier et me plaindre', 'fr').map(({ intentId }) => intentId)
    expect(found.toSorted()).toEqual(['cancel', 'complain'])
  })

  test.each(cancellations)('"%s" has one', (text) => {
    expect(intentsWithin(classifier, text, 'fr').map(({ intentId }) => intentId)).toEqual(['cancel'])
  })

  test('of nothing but small talk has none', () => {
    expect(intentsWithin(classifier, 'bonjour madame et merci beaucoup', 'fr')).toEqual([])
  })

  test('teaches both where an example has both', () => {
    const both = [...examples, { text: 'tout annuler car mécontent', label: 'cancel', also: ['complain'] }]
    const found = IntentClassifier.train(both).classify('tout annuler car mécontent')
    expect(found.map(({ intentId }) => intentId).toSorted()).toEqual(expect.arrayContaining(['cancel', 'complain']))
  })
})

describe('vectors', () => {
  const towards = (place: number, seed: number) =>
    Float32Array.from({ length: 8 }, (_, index) => (index === place ? 1 : 0) + ((seed * (index + 3)) % 7) / 50)
  const place = (label: string | null) => ['cancel', 'complain', 'claim', null].indexOf(label)
  const meant = examples.map((example, seed) => ({ ...example, vector: towards(place(example.label), seed) }))
  const classifier = IntentClassifier.train(meant)

  test('tell what unknown words mean', () => {
    expect(classifier.classify('zut', { vector: towards(2, 5) })[0]?.intentId).toBe('claim')
  })

  test('may be missing in a call: words alone decide as if there were no vectors', () => {
    expect(classifier.classify('comment résilier')).toEqual(IntentClassifier.train(examples).classify('comment résilier'))
  })

  test('are left aside where an example has none', () => {
    const some = [...meant, ...said('claim', 'un dégât')]
    const withoutAll = IntentClassifier.train(some)
    expect(withoutAll.classify('zut', { vector: towards(2, 5) })).toEqual(withoutAll.classify('zut'))
  })

  test('of another length are ignored', () => {
    for (const { score } of classifier.classify('comment résilier', { vector: new Float32Array(500) }))
      expect(score).toSatisfy(Number.isFinite)
  })
})

test('what was said before tells two short answers apart', () => {
  const answers = Array.from({ length: 12 }, (_, turn) => [
    { text: 'oui', label: 'confirmation', after: { turn: 2, before: ['bonjour', `ma voiture ${turn}`] } },
    { text: 'oui', label: 'farewell', after: { turn: 12, before: ['merci', 'merci au revoir'] } },
  ]).flat()
  const classifier = IntentClassifier.train(answers)
  expect(classifier.classify('oui', { after: { turn: 2, before: ['bonjour', 'ma voiture'] } })[0]?.intentId).toBe('confirmation')
  expect(classifier.classify('oui', { after: { turn: 12, before: ['merci', 'merci au revoir'] } })[0]?.intentId).toBe('farewell')
})

test('margins of one class that are mostly those of another are read as the other', () => {
  const held = Array.from({ length: 200 }, (_, place) => ({
    labels: [place % 2],
    margins: Float64Array.of(0.2, place % 2 === 0 ? -0.9 : 0.1),
  }))
  const confusions = runAtOnce(learnConfusions(held, 2))
  expect(confusions.probabilitiesOf(Float64Array.of(0.2, 0.1))[1]).toBeGreaterThan(0.5)
  expect(confusions.probabilitiesOf(Float64Array.of(0.2, -0.9))[0]).toBeGreaterThan(0.5)
})

test('reliability puts what was promised beside what came true', () => {
  const scored = [...Array.from({ length: 10 }, (_, place) => ({ probability: 0.75, right: place < 7 })), { probability: 1, right: true }]
  const { bins, error } = reliabilityOf(scored)
  expect(bins).toEqual([
    { from: 0.7, to: 0.8, examples: 10, meanScore: 0.75, right: 0.7 },
    { from: 0.9, to: 1, examples: 1, meanScore: 1, right: 1 },
  ])
  expect(error).toBeCloseTo(0.5 / 11)
  expect(reliabilityOf([])).toEqual({ bins: [], error: 0 })
})
