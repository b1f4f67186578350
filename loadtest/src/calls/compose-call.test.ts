import { decodePcmu } from '@souffleur/audio'
import { Channel, type Language } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import { callChannels, composeCall } from './compose-call.ts'
import { LINE_RATE_HZ } from './line-sound.ts'
import { planTurns, type SpeechSpan, type Turn } from './plan-turns.ts'
import { cutToSpeech, type Prompt } from './prompts.ts'

/** Loud for so many milliseconds, with 100 ms of silence on both sides. */
function prompt(index: number, speechMs: number, language: Language = 'en'): Prompt {
  const [air, speech] = [new Int16Array(LINE_RATE_HZ / 10), new Int16Array((speechMs * LINE_RATE_HZ) / 1000).fill(8000)]
  const samples = Int16Array.from([...air, ...speech, ...air])
  const cut = cutToSpeech({ audio: `${index}.wav`, language, text: `text ${index}`, samples })
  if (cut === undefined) throw new Error('not a prompt')
  return cut
}

const prompts = Array.from({ length: 40 }, (_, index) => prompt(index, 1000 + index * 150))
const plans = Array.from({ length: 30 }, (_, index) => planTurns(prompts, { number: index + 1, language: 'en', maxMs: 180_000 }))
const bounds = ({ spans }: Turn): SpeechSpan => ({ startMs: spans.at(0)?.startMs ?? 0, endMs: spans.at(-1)?.endMs ?? 0 })
const gapsBetweenTurns = plans.flatMap(({ turns }) =>
  turns.slice(1).map((turn, index) => bounds(turn).startMs - bounds(turns[index] ?? turn).endMs),
)

describe('the plan of a call', () => {
  test('is the same for the same number, and another one for another', () => {
    const again = planTurns(prompts, { number: 1, language: 'en', maxMs: 180_000 })
    expect(again).toEqual(plans[0])
    expect(plans[1]).not.toEqual(plans[0])
  })

  test('advisor and customer alternate, the advisor first, with one to three prompts a turn', () => {
    for (const { turns } of plans) {
      turns.forEach((turn, index) => {
        expect(turn.channel).toBe(index % 2 === 0 ? Channel.ADVISOR : Channel.CUSTOMER)
        expect(turn.prompts.length).toBeGreaterThanOrEqual(1)
        expect(turn.prompts.length).toBeLessThanOrEqual(3)
      })
    }
  })

  test('pauses within a turn are 0.25 to 1.2 s', () => {
    const pauses = plans.flatMap(({ turns }) =>
      turns.flatMap(({ spans }) => spans.slice(1).map((span, index) => span.startMs - (spans[index]?.endMs ?? 0))),
    )
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(249)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1201)
  })

  test('some 5 % of the turns begin before the other has ended, by at most 0.7 s; the others after 0.2 s at least', () => {
    const overlaps = gapsBetweenTurns.filter((gapMs) => gapMs < 0)
    expect(overlaps.length / gapsBetweenTurns.length).toBeGreaterThan(0.02)
    expect(overlaps.length / gapsBetweenTurns.length).toBeLessThan(0.08)
    expect(Math.min(...overlaps)).toBeGreaterThanOrEqual(-701)
    expect(Math.min(...gapsBetweenTurns.filter((gapMs) => gapMs >= 0))).toBeGreaterThanOrEqual(199)
  })

  test('nobody speaks over himself', () => {
    for (const { turns } of plans) {
      for (const channel of callChannels) {
        const spans = turns.filter((turn) => turn.channel === channel).flatMap((turn) => turn.spans)
        for (const [index, span] of spans.slice(1).entries()) expect(span.startMs).toBeGreaterThan(spans[index]?.endMs ?? 0)
      }
    }
  })

  test('somebody speaks for about 70 % of the time', () => {
    const shares = plans.map(({ spokenShare }) => spokenShare)
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(0.7, 1)
    expect(Math.min(...shares)).toBeGreaterThan(0.6)
    expect(Math.max(...shares)).toBeLessThan(0.8)
  })

  test('the call ends within its length, and not long before', () => {
    for (const { lengthSamples } of plans) {
      expect(lengthSamples / LINE_RATE_HZ).toBeLessThanOrEqual(180)
      expect(lengthSamples / LINE_RATE_HZ).toBeGreaterThan(165)
    }
  })

  test('no prompt is said again before all were said', () => {
    const said = plans[0]?.turns.flatMap((turn) => turn.prompts.map((spoken) => spoken.prompt)) ?? []
    expect(new Set(said.slice(0, prompts.length)).size).toBe(Math.min(said.length, prompts.length))
  })

  test('only prompts of its language are said; without one there is no call', () => {
    const both = [...prompts, prompt(99, 2000, 'fr')]
    const french = planTurns(both, { number: 1, language: 'fr', maxMs: 30_000 })
    expect(french.turns.every((turn) => turn.prompts.every((spoken) => spoken.prompt.language === 'fr'))).toBe(true)
    expect(() => planTurns(prompts, { number: 1, language: 'fr', maxMs: 30_000 })).toThrow(RangeError)
  })
})

describe('the sound of a call', () => {
  const call = composeCall(prompts, { number: 7, language: 'en', maxMs: 60_000 })
  const samples = callChannels.map((_, index) => decodePcmu(call.wav.channelPayload(index)))
  const loudest = (channelIndex: number, fromMs: number, toMs: number) => {
    const stretch = samples[channelIndex]?.subarray(Math.round(fromMs * 8), Math.round(toMs * 8)) ?? new Int16Array(0)
    return stretch.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  }

  test('speech is where the plan says, on its own channel', () => {
    for (const turn of call.turns) {
      const index = callChannels.indexOf(turn.channel)
      for (const { startMs, endMs } of turn.spans) {
        expect(loudest(index, startMs, startMs + 10)).toBeGreaterThan(7000)
        expect(loudest(index, endMs - 10, endMs)).toBeGreaterThan(7000)
        expect(loudest(index, endMs + 1, endMs + 100)).toBeLessThan(100)
        expect(loudest(index, startMs - 100, startMs - 1)).toBeLessThan(100)
      }
    }
  })

  test('silence is that of a line, not of a computer', () => {
    expect(loudest(0, 0, 100)).toBeGreaterThan(0)
    expect(loudest(0, 0, 100)).toBeLessThan(100)
  })

  test('each channel has the text of what is said on it, in order', () => {
    const texts = call.turns.filter(({ channel }) => channel === Channel.CUSTOMER).flatMap((turn) => turn.prompts)
    expect(call.references.get(Channel.CUSTOMER)).toBe(texts.map(({ prompt }) => prompt.text).join(' '))
  })

  test('the same call sounds the same', () => {
    const again = composeCall(prompts, { number: 7, language: 'en', maxMs: 60_000 })
    expect(again.wav.channelPayload(1)).toEqual(call.wav.channelPayload(1))
    expect(() => call.wav.channelPayload(2)).toThrow(RangeError)
  })
})
