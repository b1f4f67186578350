import { type Summary, SummaryState } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { heardBy, type Said, talk } from '../bench/long-talk.ts'
import { openNotes } from './call-notes.ts'
import { standardTemplate } from './template/standard-template.ts'
import { writeSummary } from './write-summary.ts'

/** Calls that aren't what a summary hopes for: each has one, and it claims nothing. */

function summaryOf(said: readonly Said[]): Summary {
  const notes = said.reduce(heardBy, openNotes('hard', 0))
  const order = { catalogue: { intents: [] }, template: standardTemplate, templateVersion: 0, revision: 1, state: SummaryState.COMPLETE }
  const { summary, unsupported } = writeSummary(notes, order)
  expect(unsupported).toBe(0)
  for (const line of summary.fields.flatMap(({ lines }) => lines)) expect(line.evidence.length).toBeGreaterThan(0)
  return summary
}
const linesOf = (summary: Summary, fieldId: string) => summary.fields.find((field) => field.fieldId === fieldId)?.lines ?? []
const customer = (text: string, language: 'fr' | 'en' = 'en'): Said => ({ speaker: 'customer', text, language })
const advisor = (text: string, language: 'fr' | 'en' = 'en'): Said => ({ speaker: 'advisor', text, language })

test('a call in which nobody spoke has every field, empty, and no outcome', () => {
  const summary = summaryOf([])
  expect(summary.fields.length).toBeGreaterThan(0)
  expect(summary.fields.flatMap(({ lines }) => lines)).toEqual([])
  expect(summary.disposition?.dispositionId ?? '').toBe('')
})

test('a call that was cut says nothing of how it ended', () => {
  const summary = summaryOf([customer('There is water on my kitchen floor.'), advisor('I am sorry to hear that. Can you tell me your')])
  expect(linesOf(summary, 'resolution')).toEqual([])
})

test('one who speaks alone is nobody’s customer who asked, nor the advisor who promised', () => {
  const summary = summaryOf([advisor('Hello, you have reached the voice mail of our service.'), advisor('I will call you back on Monday.')])
  for (const line of linesOf(summary, 'requests')) expect(line.evidence.every(({ utteranceId }) => utteranceId !== 'u0')).toBe(true)
  expect(linesOf(summary, 'resolution')).toEqual([])
})

test('a call in two languages is summarised in the one that was spoken more, with the words as they were said', () => {
  const summary = summaryOf([
    customer('Bonjour, j’ai un dégât des eaux dans la cuisine.', 'fr'),
    advisor('Je vous envoie le constat demain par courriel.', 'fr'),
    customer('Sorry, could you also send it in English?', 'en'),
    advisor('Bien sûr, je vous l’envoie aussi en anglais.', 'fr'),
  ])
  expect(summary.language).toBe('fr')
  const quotes = summary.fields.flatMap(({ lines }) => lines.map(({ text }) => text)).join(' ')
  expect(quotes).not.toMatch(/undefined|\{/)
})

test('three hours of talk make a summary that a person can still read', () => {
  const summary = summaryOf(Array.from({ length: 5000 }, (_, index) => talk(index)))
  for (const { fieldId, lines } of summary.fields) expect(`${fieldId} ${lines.length <= 60}`).toBe(`${fieldId} true`)
})
