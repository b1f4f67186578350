import type { Language } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { type HypothesisShape, shapeOf } from './hypothesis-shape.ts'

test.each<[Language, string, HypothesisShape]>([
  ['en', 'Could you spell that for me, please?', 'sentence'],
  ['en', 'I got a car from the dealership.', 'sentence'],
  ['en', 'Yes', 'open'],
  ['en', 'I am calling about.', 'unfinished-phrase'],
  ['en', 'We would like to', 'unfinished-phrase'],
  ['en', 'Two weeks ago,', 'unfinished-phrase'],
  ['en', 'And then I...', 'unfinished-phrase'],
  ['en', 'Well, um.', 'hesitation'],
  ['en', 'My number is four, four, seven.', 'unfinished-number'],
  ['en', 'It is HB4471', 'unfinished-number'],
  ['en', 'Call 01 55', 'unfinished-number'],
  ['en', 'the last one is double', 'unfinished-phrase'],
  ['en', 'It costs twenty five.', 'sentence'],
  ['en', 'On the fourth of March, nineteen seventy two.', 'sentence'],
  ['en', 'In 1972.', 'sentence'],
  ['en', 'I have two.', 'sentence'],
  ['fr', 'Je vous appelle pour.', 'unfinished-phrase'],
  ['fr', 'C’est un dégât des eaux.', 'sentence'],
  ['fr', 'Alors euh', 'hesitation'],
  ['fr', 'Le numéro, c’est quatre quatre sept', 'unfinished-number'],
  ['fr', 'J’en ai deux.', 'sentence'],
  ['fr', 'Le 06 12 34', 'unfinished-number'],
  ['fr', 'Le 06 12 34 56 78.', 'sentence'],
  ['en', 'It is 0155 544 667', 'open'],
  ['fr', 'Il est assuré, c’est-à-dire.', 'unfinished-phrase'],
  ['fr', 'Attendez', 'unfinished-phrase'],
  ['en', 'It broke, I mean.', 'unfinished-phrase'],
  ['en', '', 'open'],
])('%s: %j ends as %s', (language, text, shape) => {
  expect(shapeOf(text, language)).toBe(shape)
})
