import { create } from '@bufbuild/protobuf'
import {
  CallEventSchema,
  Channel,
  PromiseParty,
  type Summary,
  SummaryState,
  type Utterance,
  UtteranceSchema,
  UtteranceUnderstoodSchema,
} from '@souffleur/proto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CallNotes, noteEvent, openNotes } from './call-notes.ts'
import { standardTemplate } from './template/standard-template.ts'
import type { SummaryTemplate } from './template/template.ts'
import { parseTemplates } from './template/template-file.ts'
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
  return summarise(notesOf(language, lines))
}

function summarise(notes: CallNotes, template: SummaryTemplate = standardTemplate): Summary {
  const { summary, unsupported } = writeSummary(notes, {
    catalogue,
    template,
    templateVersion: 1,
    revision: 1,
    state: SummaryState.COMPLETE,
  })
  expect(unsupported).toBe(0)
  return summary
}

function textsOf(summary: Summary, key: string): string[] {
  return summary.fields.find((field) => field.fieldId === key)?.lines.map(({ text }) => text) ?? []
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
    expect(textsOf(summary, 'reason')).toEqual(['Water damage: “There is water coming through my kitchen ceiling.”'])
  })

  test('numbers, amounts and days are facts', () => {
    const facts = textsOf(summary, 'facts').join('\n')
    expect(facts).toContain('HB4471902')
    expect(facts).toMatch(/Amount: .*120/)
  })

  test('what was done and what was promised are kept apart', () => {
    expect(textsOf(summary, 'actions').join('\n')).toContain('I have opened a claim for you')
    const commitments = textsOf(summary, 'commitments')
    expect(commitments).toHaveLength(2)
    expect(commitments.join('\n')).toContain('Advisor: “I will send you the form today')
  })

  test('a promise with a day is followed up', () => {
    expect(textsOf(summary, 'followUp').join('\n')).toMatch(/Call back \(.*Thursday\)/)
  })

  test('the end of the call tells that it was settled', () => {
    expect(textsOf(summary, 'resolution').join('\n')).toMatch(/^The customer said that the matter was settled: “Perfect/)
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
    expect(textsOf(summary, 'reason')[0]).toMatch(/^Dégât des eaux\u00a0: «\u00a0J'ai une fuite/)
    expect(textsOf(summary, 'facts').join('\n')).toContain('Contrat\u00a0: HB4471902')
    expect(textsOf(summary, 'actions').join('\n')).toContain("J'ai ouvert un dossier")
    expect(textsOf(summary, 'commitments').join('\n')).toContain('Je vous rappelle jeudi')
    expect(textsOf(summary, 'followUp').join('\n')).toMatch(/Rappeler \(jeudi\)/)
    expect(textsOf(summary, 'resolution').join('\n')).toContain('Parfait')
  })
})

describe('restraint', () => {
  test('nothing said, nothing written', () => {
    const summary = summaryOf('en', [])
    expect(summary.fields.map(({ fieldId }) => fieldId)).toEqual(standardTemplate.fields.map(({ id }) => id))
    expect(summary.fields.flatMap(({ lines }) => lines)).toEqual([])
    expect(summary.disposition).toBeUndefined()
  })

  test('a question about an action or a promise is neither', () => {
    const summary = summaryOf('en', [
      ['customer', 'Will you send me the form today?'],
      ['customer', 'Have you opened a claim?'],
    ])
    expect(textsOf(summary, 'commitments')).toEqual([])
    expect(textsOf(summary, 'actions')).toEqual([])
  })

  test('what will not or was not done is neither', () => {
    const summary = summaryOf('en', [
      ['advisor', 'I will not send you the form.'],
      ['advisor', 'I have not opened a claim.'],
    ])
    expect(textsOf(summary, 'commitments')).toEqual([])
    expect(textsOf(summary, 'actions')).toEqual([])
  })

  test('a value that is taken back gives way to the one that replaces it, and both are shown', () => {
    const summary = summaryOf('en', [['customer', 'It happened on the 12th of March, no sorry, on the 13th of March.']])
    const facts = textsOf(summary, 'facts')
    expect(facts).toHaveLength(1)
    expect(facts[0]).toMatch(/13.*first given as.*12/)
  })

  test('the same value said twice is one line with two pieces of evidence', () => {
    const summary = summaryOf('en', [
      ['customer', 'My contract is HB4471902.'],
      ['advisor', 'HB4471902, thank you.'],
    ])
    const lines = summary.fields.find(({ fieldId }) => fieldId === 'facts')?.lines ?? []
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
      for (const line of summarise(notes).fields.flatMap((field) => field.lines)) {
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

describe('values that are corrected in the call', () => {
  const factsOf = (language: 'fr' | 'en', lines: readonly Line[]) =>
    summaryOf(language, lines)
      .fields.find(({ fieldId }) => fieldId === 'facts')
      ?.lines.map(({ value, earlierValues }) => [value, ...earlierValues].join(' < '))

  test.each<[string, 'fr' | 'en', readonly Line[], readonly string[]]>([
    ['in one breath', 'en', [['customer', 'It happened on the 12th of March, no sorry, the 13th of March.']], ['13 March < 12 March']],
    [
      'by the other party',
      'fr',
      [
        ['advisor', 'Votre contrat est le HB4471902.'],
        ['customer', 'Non, c’est le HB4471903.'],
      ],
      ['HB4471903 < HB4471902'],
    ],
    [
      'after it was read back',
      'en',
      [
        ['customer', 'It was on the 12th of March.'],
        ['advisor', 'On the 12th of March, thank you.'],
        ['customer', 'No, I mean the 13th of March.'],
        ['advisor', 'The 13th of March then, not the 12th of March.'],
      ],
      ['13 March < 12 March'],
    ],
    [
      'not at all: two amounts are two facts',
      'en',
      [['advisor', 'The excess is 120 euros and the ceiling is 3000 euros.']],
      ['120 EUR', '3000 EUR'],
    ],
  ])('%s', (_, language, lines, expected) => {
    expect(factsOf(language, lines)).toEqual(expected)
  })
})

describe('a promise', () => {
  const promisesOf = (language: 'fr' | 'en', lines: readonly Line[]) =>
    summaryOf(language, lines)
      .fields.find(({ fieldId }) => fieldId === 'commitments')
      ?.lines.map(({ promise }) => [promise?.by, promise?.to, promise?.due])

  test('says who promises, to whom, and until when', () => {
    expect(promisesOf('en', [['advisor', 'I will call you back on Thursday.']])).toEqual([
      [PromiseParty.ADVISOR, PromiseParty.CUSTOMER, 'Thursday'],
    ])
    expect(promisesOf('fr', [['customer', 'Je vous envoie la photo ce soir.']])).toEqual([
      [PromiseParty.CUSTOMER, PromiseParty.ADVISOR, 'ce soir'],
    ])
    expect(promisesOf('en', [['advisor', 'An expert will call you tomorrow.']])).toEqual([
      [PromiseParty.OTHER, PromiseParty.CUSTOMER, 'tomorrow'],
    ])
  })

  test('that is denied, asked for or only possible is none', () => {
    expect(
      promisesOf('en', [
        ['advisor', 'I will not send you the form.'],
        ['customer', 'Will you call me back on Thursday?'],
        ['advisor', 'I can send you the form.'],
      ]),
    ).toEqual([])
  })
})

describe('fields of a template', () => {
  const { templates } = parseTemplates(`
templates:
  - id: claims
    fields:
      - id: cause
        label: { en: Cause, fr: Cause }
        type: choice
        choices:
          - { id: leak, label: { en: Leak, fr: Fuite }, said: { en: [leak], fr: [fuite] } }
          - { id: storm, label: { en: Storm, fr: Tempête }, said: { en: [storm], fr: [tempête] } }
      - { id: excess, label: { en: Excess, fr: Franchise }, type: amount, near: { en: [excess], fr: [franchise] } }
      - { id: happened, label: { en: Happened, fr: Survenu }, type: date, near: { en: [happen], fr: [arrivé] } }
      - { id: notice, label: { en: Notice, fr: Mention }, type: list, from: { said: { by: advisor, en: [call ... recorded], fr: [appel ... enregistré] } } }`)

  test('hold what was said about them, and nothing else', () => {
    const [template = standardTemplate] = templates
    const notes = notesOf('en', [
      ['advisor', 'Good morning, this call may be recorded.'],
      ['customer', 'I thought of a storm at first, but it is a leak.'],
      ['advisor', 'When did it happen?'],
      ['customer', 'On the 12th of March. I paid 400 euros already.'],
      ['advisor', 'The excess is 120 euros.'],
    ])
    const summary = summarise(notes, template)
    expect(summary.templateId).toBe('claims')
    expect(summary.fields.map(({ fieldId, lines }) => [fieldId, ...lines.map(({ value, text }) => value || text)])).toEqual([
      ['cause', 'leak'],
      ['excess', '120 EUR'],
      ['happened', '12 March'],
      ['notice', 'Advisor: “Good morning, this call may be recorded”'],
    ])
    expect(summary.fields[0]?.choices.map(({ choiceId }) => choiceId)).toEqual(['leak', 'storm'])
  })
})

test('a matter isn’t settled by words that a no takes back', () => {
  expect(textsOf(summaryOf('fr', [['customer', "Non, ce n'est pas parfait."]]), 'resolution').join()).not.toMatch(/était réglée/)
  expect(textsOf(summaryOf('en', [['customer', "No, that's all, thank you."]]), 'resolution').join()).toMatch(/was settled/)
})
