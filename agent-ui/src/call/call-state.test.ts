import { CallEndReason, Channel, RecordingNotice, SuggestionVerdict } from '@souffleur/proto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { event, judged, offer, partial, summaryUpdated, utterance } from '../../test/call-events.ts'
import { type CallState, emptyCall, isPaused, reduceCall } from './call-state.ts'

const started = event({ case: 'callStarted', value: { title: 'A call', language: 'en', channels: [Channel.CUSTOMER] } })
const ended = event({ case: 'callEnded', value: { reason: CallEndReason.COMPLETED, durationMs: 9000 } })
const paused = event({ case: 'callPaused', value: { positionMs: 1000, requestedBy: 'advisor' } })
const resumed = event({ case: 'callResumed', value: { positionMs: 2000, requestedBy: 'advisor' } })

describe('the state of a call', () => {
  it('keeps what was started, said, offered and summarised', () => {
    const state = reduceCall(emptyCall, [started, utterance('c1', 0, 'Hello'), offer('s1', 500), summaryUpdated(1, 'a leak')])
    expect(state.started?.title).toBe('A call')
    expect([...state.utterances.values()].map(({ text }) => text)).toEqual(['Hello'])
    expect([...state.offers.keys()]).toEqual(['s1'])
    expect(state.summary?.fields[0]?.lines[0]?.text).toBe('a leak')
  })

  it('shows the newest partial of an utterance, whatever the order they come in', () => {
    const state = reduceCall(emptyCall, [partial('c1', 2, 'I have a'), partial('c1', 1, 'I')])
    expect(state.partials.get('c1')?.firmText).toBe('I have a')
  })

  it('knows what was said last of the recording notice', () => {
    const notice = (value: RecordingNotice) => event({ case: 'recordingNoticeNoted', value: { notice: value, notedBy: 'advisor' } })
    expect(reduceCall(emptyCall, [started]).notice).toBeUndefined()
    const state = reduceCall(emptyCall, [started, notice(RecordingNotice.REFUSED), notice(RecordingNotice.GIVEN)])
    expect(state.notice?.notice).toBe(RecordingNotice.GIVEN)
  })

  it('ends a partial with its utterance, and ignores those that come late', () => {
    const state = reduceCall(emptyCall, [partial('c1', 1, 'Hel'), utterance('c1', 0, 'Hello'), partial('c1', 2, 'Hello')])
    expect(state.partials.size).toBe(0)
  })

  it('ends a partial that is discarded, and ignores those that come late', () => {
    const discarded = event({ case: 'utteranceDiscarded', value: { utteranceId: 'c1' } })
    expect(reduceCall(emptyCall, [partial('c1', 1, 'Hm'), discarded, partial('c1', 2, 'Hm')]).partials.size).toBe(0)
  })

  it('leaves no partial behind when the call ends', () => {
    expect(reduceCall(emptyCall, [partial('c1', 1, 'Hel'), ended]).partials.size).toBe(0)
    expect(reduceCall(emptyCall, [ended, partial('c1', 1, 'Hel')]).partials.size).toBe(0)
  })

  it('drops what was being heard when the audio starts over, and the partials of the older epoch', () => {
    const inEpoch = (epoch: number, text: string) =>
      event(
        { case: 'partialTranscript', value: { utteranceId: `c${epoch}`, channel: Channel.CUSTOMER, revision: 1, firmText: text } },
        { epoch },
      )
    const state = reduceCall(emptyCall, [inEpoch(1, 'old'), inEpoch(2, 'new'), inEpoch(1, 'older')])
    expect([...state.partials.values()].map(({ firmText }) => firmText)).toEqual(['new'])
  })

  it('goes on when a call that was cut off starts over', () => {
    const again = event({ case: 'callStarted', value: { title: 'A call' } }, { epoch: 1 })
    expect(reduceCall(emptyCall, [started, ended, again]).ended).toBeUndefined()
  })

  it('takes the newest revision of the summary, and any revision of a newer epoch', () => {
    expect(reduceCall(emptyCall, [summaryUpdated(2, 'new'), summaryUpdated(1, 'old')]).summary?.revision).toBe(2)
    expect(reduceCall(emptyCall, [summaryUpdated(5, 'first', 0), summaryUpdated(1, 'again', 1)]).summary?.revision).toBe(1)
  })

  it('counts being shown apart from what the advisor did', () => {
    const state = reduceCall(emptyCall, [judged('s1', SuggestionVerdict.ACCEPTED), judged('s1', SuggestionVerdict.SHOWN)])
    expect(state.shown.has('s1')).toBe(true)
    expect(state.verdicts.get('s1')?.verdict).toBe(SuggestionVerdict.ACCEPTED)
  })

  it('knows whether anybody listens, by when things happened', () => {
    expect(isPaused(reduceCall(emptyCall, [started]))).toBe(false)
    expect(isPaused(reduceCall(emptyCall, [started, paused]))).toBe(true)
    expect(isPaused(reduceCall(emptyCall, [started, resumed, paused]))).toBe(false)
    expect(isPaused(reduceCall(emptyCall, [started, paused, ended]))).toBe(false)
  })

  it('is the same however often stored and live events repeat each other', () => {
    const all = [
      started,
      partial('c1', 1, 'Hel'),
      utterance('c1', 0, 'Hello'),
      utterance('c2', 900),
      offer('s1', 500),
      judged('s1', SuggestionVerdict.DISMISSED),
      paused,
      resumed,
      summaryUpdated(1, 'a'),
      summaryUpdated(2, 'b'),
      ended,
    ]
    const once = reduceCall(emptyCall, all)
    fc.assert(
      fc.property(fc.nat(all.length), fc.nat(all.length), (from, length) => {
        const again = reduceCall(once, all.slice(from, from + length))
        expect(contents(again)).toEqual(contents(once))
      }),
    )
  })
})

/** Without the order of keys, which no screen depends on. */
function contents(state: CallState) {
  const { utterances, partials, offers, verdicts, listening, summary, ended: end } = state
  const keys = (map: ReadonlyMap<string, unknown>) => [...map.keys()].sort()
  return {
    utterances: keys(utterances),
    partials: keys(partials),
    offers: keys(offers),
    verdicts: keys(verdicts),
    listening: keys(listening),
    summary,
    end,
  }
}
