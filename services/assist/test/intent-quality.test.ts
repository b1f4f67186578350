import { describe, expect, test } from 'vitest'
import { type Example, IntentClassifier, measureQuality, proposalDefaults, proposeIntents } from '../src/index.ts'

const things = ['card', 'loan', 'house', 'car']
const wishes = [
  'i lost my',
  'where is my',
  'tell me about the',
  'i want a',
  'is there a',
  'please show the',
  'can i have a',
  'what about the',
]
const examples: Example[] = [
  ...things.flatMap((thing) => wishes.map((wish) => ({ text: `${wish} ${thing}`, label: thing }))),
  ...['hello there', 'good morning', 'thank you so much', 'one moment'].map((text) => ({ text, label: null })),
]

describe('the quality of a catalogue', () => {
  const quality = measureQuality(examples)

  test('is measured on examples that were not learned', () => {
    expect(quality.examples).toBe(36)
    expect(quality.accuracy).toBeGreaterThan(0.8)
    expect(quality.intents.map(({ intentId }) => intentId).toSorted()).toEqual(things.toSorted())
  })

  test('rises with the number of examples', () => {
    const sizes = quality.learning.map(({ examplesAnIntent }) => examplesAnIntent)
    expect(sizes).toEqual([1, 2, 4])
    expect(quality.learning.at(-1)?.accuracy).toBeGreaterThanOrEqual(quality.learning[0]?.accuracy ?? 1)
  })

  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(quality))).toEqual(quality)
  })

  test('names what is taken for what, with examples', () => {
    const wrong = { text: 'where is the card', label: 'loan' }
    const { confusions } = measureQuality([...examples, wrong])
    const mistaken = confusions.find(({ expected, given }) => expected === 'loan' && given === 'card')
    expect(mistaken).toMatchObject({ count: 1, examples: ['where is the card'] })
  })

  test.each<[string, Example[]]>([
    ['nothing', []],
    ['one example', [{ text: 'hello', label: 'a' }]],
    ['silence only', [{ text: 'hello', label: null }]],
  ])('of %s fails nowhere', (_, few) => {
    expect(measureQuality(few).examples).toBe(few.length)
  })
})

describe('new intents', () => {
  const questions = [
    'do you insure electric scooters',
    'can I insure my electric scooter',
    'is my scooter insured',
    'do you insure an electric scooter for my son',
    'how do I change my password',
    'I forgot my password',
    'the password does not work',
    'what time is it in Tokyo',
    'hello',
  ].map((text, place) => ({ text, callId: `call-${place}` }))
  const options = { ...proposalDefaults, language: 'en' as const }

  test('are proposed from questions that are alike', () => {
    const proposals = proposeIntents(questions, options)
    expect(proposals.map(({ asked, calls }) => [asked, calls])).toEqual([
      [4, 4],
      [3, 3],
    ])
    expect(proposals[0]?.suggestedName).toContain('scooter')
    expect(proposals[1]?.suggestedName).toContain('password')
    for (const { suggestedId } of proposals) expect(suggestedId).toMatch(/^[a-z0-9][a-z0-9_-]{0,63}$/)
  })

  test('count a question as often as it was asked, and show it once', () => {
    const [best] = proposeIntents([...questions, ...questions], options)
    expect(best?.asked).toBe(8)
    expect(best?.calls).toBe(4)
    expect(best?.examples).toHaveLength(4)
  })

  test('are the same for the same questions', () => {
    expect(proposeIntents(questions, options)).toEqual(proposeIntents(questions, options))
  })

  test('say which intent is near', () => {
    const classifier = IntentClassifier.train([
      ...examples,
      { text: 'reset my password', label: 'password' },
      { text: 'new password', label: 'password' },
    ])
    const proposals = proposeIntents(questions, { ...options, classify: (text, hints) => classifier.classify(text, hints) })
    expect(proposals[1]?.nearest?.intentId).toBe('password')
  })

  test('follow meaning where there are vectors', () => {
    const vectorOf = (place: number) => Float32Array.from({ length: 4 }, (_, index) => (index === place % 2 ? 1 : 0.01 * place))
    const spoken = questions.slice(0, 8).map((question, place) => ({ ...question, vector: vectorOf(place) }))
    expect(proposeIntents(spoken, options).map(({ asked }) => asked)).toEqual([4, 4])
  })

  test.each([[[]], [[{ text: '' }, { text: '…' }, { text: '  ' }]], [[{ text: 'a' }, { text: 'the' }, { text: 'of' }]]])(
    'of %j: none',
    (few) => {
      expect(proposeIntents(few, options)).toEqual([])
    },
  )
})
