import { AppError } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import { standardTemplate, templateForQueue } from './standard-template.ts'
import { parseTemplates } from './template-file.ts'

const label = '{ en: A, fr: A }'
const field = (rest: string): string => `templates: [{ id: t, fields: [{ id: f, label: ${label}, ${rest} }] }]`

describe('summary templates', () => {
  test.each([
    ['{', 'templates.yaml'],
    ['templates: [{ id: t, fields: [] }]', 'fields'],
    [field('type: mood, from: reason'), 'type'],
    [field('type: text'), 'type text needs from'],
    [field('type: date, from: reason'), 'from doesn’t go'.replace('’', "'")],
    [field('type: entity'), 'entity goes with type entity'],
    [field('type: choice'), 'choices go with type choice'],
    [field('type: text, from: reason, near: { en: [x] }'), 'near goes with'],
    [field('type: list, from: { said: { en: ["..."] } }'), 'gap'],
    [field('type: list, from: { acts: [feelings] }'), 'acts'],
    [field('type: list, from: reason, colour: red'), 'colour'],
    [
      `templates: [{ id: t, fields: [{ id: f, label: ${label}, type: text, from: reason }, { id: f, label: ${label}, type: text, from: reason }] }]`,
      'field f occurs twice',
    ],
    [
      `templates: [{ id: a, queues: [q], fields: [{ id: f, label: ${label}, type: text, from: reason }] }, { id: b, queues: [q], fields: [{ id: f, label: ${label}, type: text, from: reason }] }]`,
      'a template of queue q occurs twice',
    ],
  ])('%j is refused, and says why', (text, why) => {
    expect(() => parseTemplates(text)).toThrow(AppError)
    expect(() => parseTemplates(text)).toThrow(why)
  })

  test('may be none: every queue has the standard summary', () => {
    expect(templateForQueue(parseTemplates(''), 'anything')).toBe(standardTemplate)
  })

  test('a queue has its own, else the one for all', () => {
    const one = (id: string, queues: string): string =>
      `{ id: ${id}, ${queues} fields: [{ id: f, label: ${label}, type: text, from: reason }] }`
    const templates = parseTemplates(`templates: [${one('claims', 'queues: [home],')}, ${one('all', '')}]`)
    expect(templateForQueue(templates, 'home').id).toBe('claims')
    expect(templateForQueue(templates, 'car').id).toBe('all')
  })
})
