import { create } from '@bufbuild/protobuf'
import {
  CallEventSchema,
  Channel,
  type Summary,
  SummaryFieldKey,
  SummaryState,
  type Utterance,
  UtteranceSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CallNotes, noteEvent, openNotes } from './call-notes.ts'
import { writeSummary } from './write-summary.ts'

const catalogue = {
  intents: [
    { id: 'claim_water_damage', label: { en: 'Water damage', fr: 'Dégât des eaux' }, dispositionId: 'claim_opened' },
    { id: 'contract_cancel', label: { en: 'Cancellation', fr: 'Résiliation' }, dispositionId: 'contract_cancelled' },
  ],
}

type Line = readonly [speaker: 'customer' | 'advisor', text: string, intentId?: string]

function notesOf(language: 'fr' | 'en', lines: readonly Line[]): CallNotes {
  return lines.reduce(
    (notes, [speaker, text, intentId], index) => {
      const utterance = create(UtteranceSchema, {
        utteranceId: `u${index}`,
        channel: speaker === 'customer' ? Channel.CUSTOMER : Channel.ADVISOR,
        startMs: index * 4000,
        endMs: index * 4000 + 3000,
        text,
        language,
      })
      const intents = intentId === undefined ? [] : [{ intentId, score: 0.9 }]
      const understood = create(UtteranceUnderstoodSchema, { utteranceId: utterance.utteranceId, intents })
      const said = noteEvent(notes, create(CallEventSchema, { body: { case: 'utterance', value: utterance } }))
      return noteEvent(said, create(CallEventSchema, { body: { case: 'utteranceUnderstood', value: understood } }))
    },
    openNotes('call', 0),
  )
}

function summaryOf(language: 'fr' | 'en', lines: readonly Line[]): Summary {
  return writeSummary(notesOf(language, lines), catalogue, 1, SummaryState.COMPLETE)
}

function textsOf(summary: Summary, key: SummaryFieldKey): string[] {
  return summary.fields.find((field) => field.key === key)?.lines.map(({ text }) => text) ?? []
}

const english: readonly Line[] = [
  ['advisor', 'Thank you for calling Auréline, how can I help?'],
  ['customer', 'There is water coming through my kitchen ceiling.', 'claim_water_damage'],
  ['advisor', 'Can I have your contract number please?'],
  ['customer', 'Yes, it is HB4471902.'],
  ['advisor', 'I have opened a claim for you.'],
  ['customer', 'What is the excess?'],
  ['advisor', 'The excess is 120 euros. I will send you the form today.'],
  ['advisor', 'I will call you back on Thursday.'],
  ['customer', 'Perfect, that is all. Thank you.'],
]

describe('an English call', () => {
  const summary = summaryOf('en', english)

  test('the reason is the main intent with the words of the customer', () => {
    expect(textsOf(summary, SummaryFieldKey.REASON)).toEqual(['Water damage: “There is water coming through my kitchen ceiling.”'])
  })

  test('numbers, amounts and days are facts', () => {
    const facts = textsOf(summary, SummaryFieldKey.FACTS).join('\n')
    expect(facts).toContain('HB4471902')
    expect(facts).toMatch(/Amount: .*120/)
  })

  test('what was done and what was promised are kept apart', () => {
    expect(textsOf(summary, SummaryFieldKey.ACTIONS).join('\n')).toContain('I have opened a claim for you')
    const commitments = textsOf(summary, SummaryFieldKey.COMMITMENTS)
    expect(commitments).toHaveLength(2)
    expect(commitments.join('\n')).toContain('Advisor: “I will send you the form today')
  })

  test('a promise with a day is followed up', () => {
    expect(textsOf(summary, SummaryFieldKey.FOLLOW_UP).join('\n')).toMatch(/Call back \(.*Thursday\)/)
  })

  test('the end of the call tells that it was settled', () => {
    expect(textsOf(summary, SummaryFieldKey.RESOLUTION).join('\n')).toMatch(/^The customer said that the matter was settled: “Perfect/)
  })

  test('the disposition is the one of the main intent', () => {
    expect(summary.disposition?.dispositionId).toBe('claim_opened')
    expect(summary.disposition?.evidence).not.toHaveLength(0)
  })
})

describe('a French call', () => {
  const summary = summaryOf('fr', [
    ['advisor', 'Auréline bonjour, que puis-je faire pour vous ?'],
    ['customer', "J'ai une fuite d'eau qui vient du plafond de la cuisine.", 'claim_water_damage'],
    ['customer', 'Mon contrat est le HB4471902.'],
    ['advisor', "J'ai ouvert un dossier."],
    ['advisor', 'Je vous rappelle jeudi.'],
    ['customer', 'Parfait, ce sera tout. Merci, au revoir.'],
  ])

  test('is summarised in French', () => {
    expect(textsOf(summary, SummaryFieldKey.REASON)[0]).toMatch(/^Dégât des eaux\u00a0: «\u00a0J'ai une fuite/)
    expect(textsOf(summary, SummaryFieldKey.FACTS).join('\n')).toContain('Contrat\u00a0: HB4471902')
    expect(textsOf(summary, SummaryFieldKey.ACTIONS).join('\n')).toContain("J'ai ouvert un dossier")
    expect(textsOf(summary, SummaryFieldKey.COMMITMENTS).join('\n')).toContain('Je vous rappelle jeudi')
    expect(textsOf(summary, SummaryFieldKey.FOLLOW_UP).join('\n')).toMatch(/Rappeler \(jeudi\)/)
    expect(textsOf(summary, SummaryFieldKey.RESOLUTION).join('\n')).toContain('Parfait')
  })
})

describe('restraint', () => {
  test('nothing said, nothing written', () => {
    const summary = summaryOf('en', [])
    expect(summary.fields.map(({ key }) => key)).toHaveLength(6)
    expect(summary.fields.flatMap(({ lines }) => lines)).toEqual([])
    expect(summary.disposition).toBeUndefined()
  })

  test('a question about an action or a promise is neither', () => {
    const summary = summaryOf('en', [
      ['customer', 'Will you send me the form today?'],
      ['customer', 'Have you opened a claim?'],
    ])
    expect(textsOf(summary, SummaryFieldKey.COMMITMENTS)).toEqual([])
    expect(textsOf(summary, SummaryFieldKey.ACTIONS)).toEqual([])
  })

  test('what will not or was not done is neither', () => {
    const summary = summaryOf('en', [
      ['advisor', 'I will not send you the form.'],
      ['advisor', 'I have not opened a claim.'],
    ])
    expect(textsOf(summary, SummaryFieldKey.COMMITMENTS)).toEqual([])
    expect(textsOf(summary, SummaryFieldKey.ACTIONS)).toEqual([])
  })

  test('a value that is taken back gives way to the one that replaces it, and both are shown', () => {
    const summary = summaryOf('en', [['customer', 'It happened on the 12th of March, no sorry, on the 13th of March.']])
    const facts = textsOf(summary, SummaryFieldKey.FACTS)
    expect(facts).toHaveLength(1)
    expect(facts[0]).toMatch(/13.*first given as.*12/)
  })

  test('the same value said twice is one line with two pieces of evidence', () => {
    const summary = summaryOf('en', [
      ['customer', 'My contract is HB4471902.'],
      ['advisor', 'HB4471902, thank you.'],
    ])
    const lines = summary.fields.find(({ key }) => key === SummaryFieldKey.FACTS)?.lines ?? []
    expect(lines.map(({ evidence }) => evidence.length)).toEqual([2])
  })
})

test('whatever is said, every line points at words that exist', () => {
  const said = fc.array(
    fc.tuple(
      fc.constantFrom('customer' as const, 'advisor' as const),
      fc
        .array(
          fc.constantFrom(
            ...english.map(([, text]) => text),
            'HB4471902',
            'no sorry',
            "je vous rappelle l'après-midi",
            '120 euros',
            '’',
            '😀',
          ),
          { maxLength: 4 },
        )
        .map((parts) => parts.join(' ')),
      fc.constantFrom('claim_water_damage', 'contract_cancel'),
    ),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(fc.constantFrom('fr' as const, 'en' as const), said, (language, lines) => {
      const notes = notesOf(language, lines)
      const texts = new Map(notes.utterances.map(({ utterance }): [string, Utterance] => [utterance.utteranceId, utterance]))
      for (const line of writeSummary(notes, catalogue, 1, SummaryState.DRAFT).fields.flatMap((field) => field.lines)) {
        expect(line.evidence.length).toBeGreaterThan(0)
        for (const { utteranceId, charStart, charEnd } of line.evidence) {
          const text = texts.get(utteranceId)?.text ?? ''
          expect(charStart).toBeLessThan(charEnd)
          expect(charEnd).toBeLessThanOrEqual(text.length)
        }
      }
    }),
    { numRuns: 200 },
  )
})
