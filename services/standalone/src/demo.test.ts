import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCatalogue } from '@souffleur/assist'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { demoCatalogueFile, demoKnowledgeFolder, readSampleCalls } from './demo.ts'

const language = z.enum(['fr', 'en'])
const speaker = z.enum(['advisor', 'customer'])
const expected = z.strictObject({
  suggestions: z.array(z.strictObject({ afterTurn: z.number(), anyOf: z.array(z.string()).min(1) })),
  silentAfterTurns: z.array(z.number()),
  summary: z.strictObject({ reason: z.string(), disposition: z.string(), mustMention: z.array(z.string()) }),
})
const scriptSchema = z.object({
  turns: z.array(
    z.strictObject({
      speaker,
      language: language.optional(),
      text: z.string(),
      spoken: z.string().optional(),
      pause: z.number().optional(),
    }),
  ),
  expected,
})
const referenceSchema = z.strictObject({
  id: z.string(),
  language: z.enum(['fr', 'en', 'auto']),
  synthetic: z.literal(true),
  durationMs: z.number(),
  utterances: z.array(z.strictObject({ channel: speaker, language, startMs: z.number(), endMs: z.number(), text: z.string() })),
  expected,
})

const samples = (await readSampleCalls()).list()
const catalogue = parseCatalogue(readFileSync(demoCatalogueFile, 'utf8'))
const articlesIn = (folder: 'fr' | 'en') => readdirSync(join(demoKnowledgeFolder, folder)).map((file) => file.replace('.md', ''))
const readCall = (id: string, file: string) => readFileSync(new URL(`../demo/calls/${id}/${file}`, import.meta.url), 'utf8')

test('there are sample calls in French, in English and in both', () => {
  expect([...new Set(samples.map((sample) => sample.language))].toSorted()).toEqual(['auto', 'en', 'fr'])
})

describe.each(samples)('$id', ({ id, language: spoken, durationMs }) => {
  const script = scriptSchema.parse(parse(readCall(id, 'script.yaml')))
  const reference = referenceSchema.parse(JSON.parse(readCall(id, 'reference.json')))

  test('was rendered after its script was last changed', () => {
    expect(reference).toMatchObject({ id, language: spoken, durationMs, expected: script.expected })
    expect(reference.utterances.map(({ channel, text }) => ({ channel, text }))).toEqual(
      script.turns.map(({ speaker, text }) => ({ channel: speaker, text })),
    )
  })

  test('says of every turn which language it is in', () => {
    expect(new Set(reference.utterances.map((utterance) => utterance.language))).toEqual(
      new Set(spoken === 'auto' ? ['en', 'fr'] : [spoken]),
    )
  })

  test('expects articles, intents and outcomes that exist', () => {
    const { suggestions, silentAfterTurns, summary } = script.expected
    for (const { afterTurn, anyOf } of suggestions) {
      const turn = reference.utterances[afterTurn]
      expect(turn?.channel).toBe('customer')
      expect(articlesIn(turn?.language ?? 'en')).toEqual(expect.arrayContaining(anyOf))
    }
    const turns = [...script.turns.keys()]
    expect(turns).toEqual(expect.arrayContaining(silentAfterTurns))
    expect(catalogue.intents.map((intent) => intent.id)).toContain(summary.reason)
    expect(catalogue.dispositions.map((disposition) => disposition.id)).toContain(summary.disposition)
  })
})
