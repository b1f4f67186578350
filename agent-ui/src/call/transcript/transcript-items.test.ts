import { Channel, GapReason } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { event, partial, utterance } from '../../../test/call-events.ts'
import { emptyCall, reduceCall } from '../call-state.ts'
import { transcriptItems } from './transcript-items.ts'

const gap = (startMs: number, lengthMs: number, reason: GapReason) =>
  event({ case: 'audioGapNoted', value: { channel: Channel.CUSTOMER, startMs, lengthMs, reason } })
const itemsOf = (...events: Parameters<typeof reduceCall>[1]) => transcriptItems(reduceCall(emptyCall, events))

describe('the transcript', () => {
  it('goes by when people started to speak, not by when their words were ready', () => {
    const items = itemsOf(utterance('c2', 3000), utterance('a1', 1000, 'a1', Channel.ADVISOR), partial('c3', 1, 'and', { startMs: 2000 }))
    expect(items.map(({ key }) => key)).toEqual(['a1', 'c3', 'c2'])
  })

  it('names a speaker once while nobody else speaks', () => {
    const items = itemsOf(utterance('c1', 0), utterance('c2', 1000), utterance('a1', 2000, 'a1', Channel.ADVISOR), utterance('c3', 3000))
    expect(items.map((item) => item.kind === 'utterance' && item.continued)).toEqual([false, true, false, false])
  })

  it('never takes two speakers on one mixed channel for the same', () => {
    const items = itemsOf(utterance('m1', 0, 'm1', Channel.MIXED), utterance('m2', 1000, 'm2', Channel.MIXED))
    expect(items.every((item) => item.kind === 'utterance' && !item.continued)).toBe(true)
  })

  it('marks where somebody goes on in another language', () => {
    const said = (id: string, startMs: number, language: string, channel = Channel.CUSTOMER) =>
      event({ case: 'utterance', value: { utteranceId: id, channel, startMs, endMs: startMs + 500, text: id, language } })
    const items = itemsOf(
      said('c1', 0, 'fr'),
      said('a1', 1000, 'fr', Channel.ADVISOR),
      said('c2', 2000, 'en'),
      said('c3', 3000, ''),
      said('c4', 4000, 'en'),
      said('a2', 5000, 'fr', Channel.ADVISOR),
    )
    expect(items.flatMap((item) => (item.kind === 'utterance' && item.switchesLanguage ? [item.key] : []))).toEqual(['c2', 'a2'])
  })

  it('marks pauses and the gaps that are worth it, and names the speaker again after them', () => {
    const paused = event({ case: 'callPaused', value: { positionMs: 1000, requestedBy: 'advisor' } })
    const items = itemsOf(
      utterance('c1', 0),
      paused,
      gap(1000, 5000, GapReason.PAUSED),
      gap(6000, 100, GapReason.LOST),
      gap(6500, 900, GapReason.LOST),
      utterance('c2', 8000),
    )
    expect(items.map(({ kind }) => kind)).toEqual(['utterance', 'listening', 'gap', 'utterance'])
    expect(items.at(-1)).toMatchObject({ key: 'c2', continued: false })
  })

  it('puts what is said the moment the listening goes on after the mark of it', () => {
    const resumed = event({ case: 'callResumed', value: { positionMs: 2000, requestedBy: 'advisor' } })
    expect(itemsOf(utterance('c1', 2000), resumed).map(({ kind }) => kind)).toEqual(['listening', 'utterance'])
  })
})
