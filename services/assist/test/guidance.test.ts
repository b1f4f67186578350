import { hearCue } from '@souffleur/language'
import type { Language } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import { type GuidanceEffect, type GuidanceEvent, type GuidanceState, noGuidance, stepGuidance } from '../src/guidance/call-guidance.ts'
import type { Guide } from '../src/guidance/guide.ts'
import { parseGuide } from '../src/guidance/guide-file.ts'
import { fillSlots } from '../src/guidance/reply-slots.ts'

const guide: Guide = parseGuide(`
alerts:
  - id: legal
    kind: legal_threat
    label: { en: Legal threat, fr: Menace juridique }
    advice: { en: Offer the mediator., fr: Proposez le médiateur. }
    said: { en: ["my lawyer", "take ... to court"], fr: ["porter plainte", "mon avocat"], unless: { fr: ["assurance avocat"] } }
  - id: unhappy
    kind: complaint
    label: { en: Complaint, fr: Réclamation }
    advice: { en: Record it., fr: Enregistrez-la. }
    said: { en: ["not happy|satisfied"], fr: ["pas content|satisfait"] }
lists:
  - id: opening
    kind: checklist
    title: { en: Opening, fr: Ouverture }
    starts: { withCall: true }
    items:
      - { id: identity, label: { en: Identity, fr: Identité }, given: [contract], required: true }
      - id: notice
        label: { en: Recording notice, fr: Enregistrement }
        said: { en: ["call ... recorded"], fr: ["appel ... enregistré"] }
        recordingNotice: true
  - id: water
    kind: procedure
    title: { en: Water damage, fr: Dégât des eaux }
    starts: { intents: [claim_water_damage] }
    items:
      - { id: stop, label: { en: Stop the water, fr: Couper l'eau }, said: { en: ["turn off ... water"], fr: ["coupé|couper ... eau"] } }
      - { id: form, label: { en: Form, fr: Constat }, said: { en: ["send ... form"], fr: ["envoyer ... constat"] } }
      - { id: expert, label: { en: Expert, fr: Expert }, said: { en: ["expert ... visit"], fr: ["expert ... passer"] } }
replies:
  - id: open-claim
    intents: [claim_water_damage]
    text: { en: "I open a claim for {contract}.", fr: "J'ouvre un sinistre pour {contract}." }
forms:
  - id: claim
    title: { en: Claim, fr: Sinistre }
    fields:
      - { id: contract, label: { en: Contract, fr: Contrat }, entity: contract }
      - { id: date, label: { en: Date of damage, fr: Date du sinistre }, entity: date, near: { en: ["happened"], fr: ["arrivé|passé"] } }
`)

class Call {
  state: GuidanceState = noGuidance
  #count = 0

  take(event: GuidanceEvent): GuidanceEffect[] {
    const { state, effects } = stepGuidance(this.state, event, guide)
    this.state = state
    return [...effects]
  }

  says(speaker: 'customer' | 'advisor' | 'unknown', text: string, intents: readonly string[] = [], language: Language = 'fr'): string[] {
    this.#count += 1
    const words = { utteranceId: `u${this.#count}`, speaker, text, language, intents, positionMs: 1000 * this.#count }
    return this.take({ kind: 'said', words }).map(nameOf)
  }
}

function nameOf(effect: GuidanceEffect): string {
  switch (effect.kind) {
    case 'list-opened':
      return `open ${effect.list.id}`
    case 'item-done':
      return `done ${effect.item.id}`
    case 'item-undone':
      return `undone ${effect.item.id}`
    case 'next-action':
      return `next ${effect.item.id}`
    case 'alert-raised':
      return `alert ${effect.rule.id}`
    case 'reply-ready':
      return `reply ${effect.text}`
    case 'field-filled':
      return `field ${effect.field.id}=${effect.entity.value}`
  }
}

describe('alerts', () => {
  test('are raised once, by the customer only', () => {
    const call = new Call()
    expect(call.says('advisor', 'Vous pouvez porter plainte.')).toEqual([])
    expect(call.says('customer', 'Je vais porter plainte !')).toEqual(['alert legal'])
    expect(call.says('customer', 'Oui, je vais porter plainte.')).toEqual([])
  })

  test('are not raised by what the customer denies, unless the denial is the point', () => {
    const call = new Call()
    expect(call.says('customer', 'Je ne veux pas porter plainte.')).toEqual([])
    expect(call.says('customer', 'Je ne suis pas content.')).toEqual(['alert unhappy'])
    expect(call.says('customer', "J'ai une assurance avocat, mon avocat.")).toEqual([])
  })

  test('a denial in one clause says nothing of the next', () => {
    expect(new Call().says('customer', 'Je ne sais pas, mais je vais porter plainte.')).toEqual(['alert legal'])
  })

  test('point at the words', () => {
    const [legal] = guide.alerts
    if (legal === undefined) throw new Error('no alert')
    const text = 'Bon. Mon avocat vous écrira.'
    const heard = hearCue(legal.said, text, 'fr', 'unknown')
    expect(text.slice(heard?.start, heard?.end)).toBe('Mon avocat')
  })
})

describe('checklists', () => {
  test('tick themselves off when the advisor says it, and when the customer gives it', () => {
    const call = new Call()
    expect(call.take({ kind: 'call-started', language: 'fr' }).map(nameOf)).toEqual(['open opening'])
    expect(call.says('customer', "Cet appel est enregistré, j'espère ?")).toEqual([])
    expect(call.says('advisor', 'Cet appel peut être enregistré.')).toEqual(['done notice'])
    expect(call.says('customer', 'Mon numéro de contrat est HB4471902.')).toEqual(['done identity', 'field contract=HB4471902'])
  })

  test('follow the hand of the advisor, who has the last word', () => {
    const call = new Call()
    call.take({ kind: 'call-started', language: 'fr' })
    expect(call.take({ kind: 'marked', listId: 'opening', itemId: 'notice', isDone: true }).map(nameOf)).toEqual(['done notice'])
    expect(call.take({ kind: 'marked', listId: 'opening', itemId: 'notice', isDone: false }).map(nameOf)).toEqual(['undone notice'])
    expect(call.says('advisor', 'Cet appel peut être enregistré.')).toEqual([])
    expect(call.take({ kind: 'marked', listId: 'nothing', itemId: 'notice', isDone: true })).toEqual([])
  })
})

test('a procedure begins with its intent and says what comes next', () => {
  const call = new Call()
  expect(call.says('customer', "J'ai une fuite.", ['claim_water_damage'])).toEqual(['open water', 'next stop'])
  expect(call.says('advisor', "Avez-vous coupé l'arrivée d'eau ?")).toEqual(['done stop', 'next form'])
  expect(call.says('advisor', "L'expert va passer lundi.")).toEqual(['done expert'])
  expect(call.says('customer', "J'ai une fuite.", ['claim_water_damage'])).toEqual([])
})

test('a reply waits for its facts, and is offered once', () => {
  const call = new Call()
  expect(call.says('customer', 'Il y a une fuite.', ['claim_water_damage'])).not.toContainEqual(expect.stringContaining('reply'))
  expect(call.says('customer', 'Contrat HB4471902, pour la fuite.', ['claim_water_damage'])).toContain(
    "reply J'ouvre un sinistre pour HB4471902.",
  )
  expect(call.says('customer', 'Toujours la fuite.', ['claim_water_damage'])).toEqual([])
  expect(fillSlots('{nobody}', new Map())).toBeUndefined()
})

test('a field takes the date that is meant, and a correction', () => {
  const call = new Call()
  expect(call.says('customer', 'Rappelez-moi le 15 mars.')).toEqual([])
  expect(call.says('customer', "C'est arrivé le 12 mars.")).toEqual(['field date=12 mars'])
  expect(call.says('customer', "Pardon, c'est arrivé le 13 mars.")).toEqual(['field date=13 mars'])
})

describe('a guide', () => {
  test.each([
    ['alerts: [{ id: A }]', 'alerts'],
    [
      'lists:\n  - { id: a, kind: checklist, title: { en: a, fr: b }, items: [{ id: x, label: { en: a, fr: b } }, { id: x, label: { en: a, fr: b } }] }',
      'x occurs twice',
    ],
    ['replies: [{ id: a, intents: [b], text: { en: "{date}", fr: "bonjour" } }]', 'other slots'],
    ['alerts:\n  - { id: a, kind: complaint, label: { en: a, fr: b }, advice: { en: a, fr: b }, said: { fr: ["..."] } }', 'gap'],
    ['{', 'guide.yaml'],
  ])('%j is refused, and says why', (text, why) => {
    expect(() => parseGuide(text)).toThrow(why)
  })

  test('may be empty', () => {
    expect(parseGuide('')).toMatchObject({ alerts: [], lists: [], replies: [], forms: [] })
  })
})
