import { describe, expect, it } from 'vitest'
import { readDemoCatalogue } from '../suggestions/demonstration.ts'
import { readScriptedCalls, type ScriptedCall, scriptedCallPaths, scriptedCallSchema } from './scripted-call.ts'

const catalogue = readDemoCatalogue()
const intents = new Set(catalogue.intents.map(({ id }) => id))
const dispositions = new Set(catalogue.dispositions.map(({ id }) => id))

describe.each(['fr', 'en'] as const)('the scripted calls in %s', (lang) => {
  const calls = readScriptedCalls(scriptedCallPaths[lang])

  it('are enough, each with its own id, half to choose on and half to report on', () => {
    expect(calls.length).toBeGreaterThanOrEqual(20)
    expect(new Set(calls.map(({ id }) => id)).size).toBe(calls.length)
    expect(calls.every((call) => call.lang === lang)).toBe(true)
    expect(calls.filter(({ part }) => part === 'dev')).toHaveLength(calls.length / 2)
  })

  it('name intents and dispositions of the demonstration catalogue', () => {
    expect(calls.flatMap(({ reason }) => unknownOf(intents, reason.intent))).toEqual([])
    expect(calls.flatMap(({ disposition }) => unknownOf(dispositions, disposition))).toEqual([])
  })

  it.each(['dev', 'test'] as const)('hold in the %s part every kind of thing to find, and what to leave alone', (part) => {
    const chosen = calls.filter((call) => call.part === part)
    for (const kind of ['entities', 'requests', 'actions', 'commitments', 'notCommitments'] as const)
      expect({ kind, count: chosen.flatMap((call): unknown[] => call[kind]).length }).toSatisfy(({ count }) => count >= 5)
    expect(chosen.some(({ entities }) => entities.some(({ replaces }) => replaces !== undefined))).toBe(true)
    expect(chosen.some(({ commitments }) => commitments.some(({ by }) => by === 'customer'))).toBe(true)
    expect(new Set(chosen.map(({ resolution }) => resolution.state))).toEqual(new Set(['settled', 'unsettled', 'unknown']))
    expect(chosen.some(({ turns }) => turns.length >= 60)).toBe(true)
    expect(chosen.some(({ turns }) => turns.length < 15)).toBe(true)
  })

  it('use telephone numbers kept for fiction, addresses that reach nobody, and account numbers with right check digits', () => {
    expect(values(calls, 'phone').filter((phone) => !isFictional(phone))).toEqual([])
    expect(values(calls, 'email').filter((email) => !/@(?:exemple\.fr|example\.(?:com|org))$/.test(email))).toEqual([])
    expect(values(calls, 'iban').filter((iban) => ibanRemainder(iban) !== 1)).toEqual([])
  })

  it('never say in one place that the same words are a commitment and are none', () => {
    const both = calls.flatMap(({ id, commitments, notCommitments }) =>
      notCommitments
        .filter((not) => commitments.some((is) => is.turn === not.turn && overlap(is.words, not.words)))
        .map(({ turn }) => `${id}:${turn}`),
    )
    expect(both).toEqual([])
  })
})

describe('a line that misquotes', () => {
  const commitment: ScriptedCall['commitments'][number] = {
    by: 'advisor',
    to: 'customer',
    turn: 0,
    words: "I'll ring you on Monday",
    due: 'on Monday',
  }
  const call: ScriptedCall = {
    id: 'en-01',
    lang: 'en',
    part: 'dev',
    queue: 'home-claims',
    turns: [{ speaker: 'advisor', text: "I'll ring you on Monday." }],
    reason: { intent: null, turn: null },
    entities: [],
    requests: [],
    actions: [],
    commitments: [commitment],
    notCommitments: [],
    resolution: { state: 'unknown', turn: null },
    disposition: null,
  }

  it('is refused, and a faithful one is read', () => {
    expect(scriptedCallSchema.safeParse(call).success).toBe(true)
    const faults: Partial<ScriptedCall>[] = [
      { commitments: [{ ...commitment, words: 'I will ring you' }] },
      { commitments: [{ ...commitment, due: 'on Tuesday' }] },
      { commitments: [{ ...commitment, by: 'customer', to: 'advisor' }] },
      { notCommitments: [{ turn: 7, words: 'Monday' }] },
      { resolution: { state: 'settled', turn: 1 } },
      { lang: 'fr' },
    ]
    expect(faults.map((fault) => scriptedCallSchema.safeParse({ ...call, ...fault }).success)).toEqual(faults.map(() => false))
  })
})

function unknownOf(known: ReadonlySet<string>, id: string | null): string[] {
  return id === null || known.has(id) ? [] : [id]
}

function values(calls: readonly ScriptedCall[], type: ScriptedCall['entities'][number]['type']): string[] {
  return calls.flatMap(({ entities }) => entities.filter((entity) => entity.type === type).map(({ value }) => value))
}

/** Ranges that Arcep (decision 2018-0881) and Ofcom ("Telephone numbers for drama purposes") keep out of use. */
function isFictional(phone: string): boolean {
  return /^(?:019900\d{4}|063998\d{4}|0207946 ?0\d{3}|07700900\d{3})$/.test(phone.replaceAll(' ', ''))
}

/** ISO 13616: the country and the check digits go to the end, letters count from 10, and the whole leaves 1 when divided by 97. */
function ibanRemainder(iban: string): number {
  const compact = iban.replaceAll(' ', '')
  const digits = [...compact.slice(4), ...compact.slice(0, 4)].map((character) => Number.parseInt(character, 36).toString()).join('')
  return Number(BigInt(digits) % 97n)
}

function overlap(one: string, other: string): boolean {
  return one.includes(other) || other.includes(one)
}
