import { expect, test } from 'vitest'
import { emptyWebhook, isComplete, withEvent } from './webhook-form.ts'

const typed = { ...emptyWebhook, name: 'CRM', url: 'https://crm.example/' }

test('a webhook has a name, an address and an event', () => {
  expect(isComplete(typed)).toBe(true)
  for (const missing of [{ name: ' ' }, { url: '' }, { events: [] }]) expect(isComplete({ ...typed, ...missing })).toBe(false)
})

test('events come and go, in their order', () => {
  expect(withEvent(typed, 'summary.saved', true).events).toEqual(['summary.saved', 'summary.approved'])
  expect(withEvent(typed, 'summary.approved', false).events).toEqual([])
  expect(withEvent(typed, 'summary.approved', true).events).toEqual(['summary.approved'])
})
