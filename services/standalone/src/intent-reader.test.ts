import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { demoCatalogueFile } from './demo.ts'
import { createIntentReader } from './intent-reader.ts'

const reader = createIntentReader(
  async () => [],
  async () => [],
)

test('questions are grouped in a thread of its own; what isn’t a question is left aside', async () => {
  const catalogue = await readFile(demoCatalogueFile, 'utf8')
  const asked = ['Do you insure electric bicycles?', 'Can you insure my electric bicycle?', 'Is an electric bicycle insured with you?']
  const questions = [...asked, 'The weather is lovely.'].map((text, index) => ({ text, callId: `c${index}` }))
  const [proposal, ...others] = await reader.propose(questions, catalogue, 'en')
  expect(others).toEqual([])
  expect(proposal).toMatchObject({ asked: 3, calls: 3 })
  expect(proposal?.examples.toSorted()).toEqual(asked.toSorted())
}, 60_000)

test('a catalogue that can’t be read is refused before anything starts', async () => {
  await expect(reader.measure('{', 'en')).rejects.toMatchObject({ code: 'catalogue.invalid' })
  expect(reader.complaint('intents: 3')).toContain('intents')
})
