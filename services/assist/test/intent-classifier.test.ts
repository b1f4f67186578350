import { describe, expect, test } from 'vitest'
import { type Example, IntentClassifier } from '../src/index.ts'
import { chooseThreshold } from '../src/intents/calibration.ts'
import { examplesFor } from '../src/intents/training.ts'
import { catalogue, waterDamage } from './assist-harness.ts'

const examples = examplesFor('en', catalogue, [waterDamage])

describe('a classifier', () => {
  const classifier = IntentClassifier.train(examples)

  test.each([
    ['water is leaking from the bathroom ceiling', 'claim_water_damage'],
    ['please cancel my insurance contract', 'contract_cancel'],
    ['do you reimburse lenses for my glasses', 'health_optical'],
    ['cancl my polcy', 'contract_cancel'],
  ])('understands "%s"', (text, intentId) => {
    expect(classifier.classify(text)[0]?.intentId).toBe(intentId)
  })

  test('gives probabilities, best first, at most three', () => {
    const scores = classifier.classify('I want to cancel my contract').map(({ score }) => score)
    expect(scores.length).toBeLessThanOrEqual(3)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    for (const score of scores) expect(score).toSatisfy((value: number) => value > 0 && value < 1)
  })

  test('gives nothing for what is like small talk', () => {
    expect(classifier.classify('the weather is terrible')).toEqual([])
  })

  test('is the same every time', () => {
    const again = IntentClassifier.train(examples)
    for (const { text } of examples) expect(again.classify(text)).toEqual(classifier.classify(text))
    expect(again.threshold).toBe(classifier.threshold)
  })
})

describe('few examples', () => {
  test.each<[string, Example[]]>([
    ['none', []],
    ['one', [{ text: 'hello', label: 'greeting' }]],
    ['only silence', [{ text: 'hello', label: null }]],
    [
      'empty texts',
      [
        { text: '', label: 'a' },
        { text: '…', label: 'b' },
      ],
    ],
  ])('%s: no failure, no invention', (_, few) => {
    const classifier = IntentClassifier.train(few)
    for (const { score } of classifier.classify('anything at all')) expect(Number.isFinite(score)).toBe(true)
    expect(classifier.threshold).toBeGreaterThanOrEqual(0)
  })
})

test('an intent learns from its name, its examples and the questions of its articles; silence is learned as having none', () => {
  expect(examples).toContainEqual({ text: 'Water damage', label: 'claim_water_damage' })
  expect(examples).toContainEqual({ text: 'Water is coming through my ceiling, what should I do?', label: 'claim_water_damage' })
  expect(examples).toContainEqual({ text: 'let me find a pen', label: null })
  expect(examplesFor('fr', catalogue, [waterDamage]).map(({ text }) => text)).not.toContain('Water damage')
})

test('the threshold is where understanding and refusing are best together', () => {
  const right = (probability: number) => ({ probability, right: true, inScope: true })
  const outside = (probability: number) => ({ probability, right: false, inScope: false })
  const threshold = chooseThreshold([right(0.9), right(0.8), right(0.3), outside(0.4), outside(0.2)])
  expect(threshold).toBeGreaterThan(0.4)
  expect(threshold).toBeLessThan(0.8)
  expect(chooseThreshold([right(0.9)])).toBe(0)
})
