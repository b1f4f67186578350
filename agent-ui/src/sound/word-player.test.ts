import { Channel } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import type { CallSound, PassagePlace } from './call-sound.ts'
import { type HeardUtterance, type PlayingSound, WordPlayer, wordAt } from './word-player.ts'

const word = (text: string, startMs: number, endMs: number) => ({
  $typeName: 'souffleur.v1.Word' as const,
  text,
  startMs,
  endMs,
  confidence: 1,
  spokenText: '',
})
const said = (utteranceId: string): HeardUtterance => ({
  utteranceId,
  channel: Channel.CUSTOMER,
  startMs: 1000,
  endMs: 2000,
  words: [word('How', 1000, 1200), word('much', 1300, 1600), word('is it?', 1700, 2000)],
})

/** Loudspeakers and a screen that a test turns by hand. */
function stage(open?: () => Promise<CallSound>) {
  const asked: PassagePlace[] = []
  const errors: unknown[] = []
  let positionMs = 0
  let draw: (() => void) | undefined
  let finish: (() => void) | undefined
  let sounding = 0
  const sound: CallSound = {
    passage: async (place) => {
      asked.push(place)
      return { sampleRateHz: 8000, samples: new Float32Array(1) }
    },
  }
  const player = new WordPlayer({
    open: open ?? (async () => sound),
    everyFrame: (run) => {
      draw = run
      return () => {
        draw = undefined
      }
    },
    onError: (error) => errors.push(error),
    output: {
      prepare: async () => undefined,
      play(_, onEnded): PlayingSound {
        sounding += 1
        positionMs = 0
        finish = () => {
          sounding -= 1
          onEnded()
        }
        return {
          positionMs: () => positionMs,
          stop: () => {
            sounding = 0
          },
        }
      },
      close: () => undefined,
    },
  })
  const at = (ms: number) => {
    positionMs = ms
    draw?.()
  }
  return { player, asked, errors, at, finish: () => finish?.(), sounding: () => sounding, isDrawing: () => draw !== undefined }
}

describe('playing from a word', () => {
  it('asks for that speaker’s sound from the word to the end of the utterance', async () => {
    const { player, asked, sounding } = stage()
    await player.play(said('u1'), 1)
    expect(asked).toEqual([{ channel: Channel.CUSTOMER, startMs: 1240, endMs: 2120 }])
    expect(sounding()).toBe(1)
  })

  it('shows the word at once, then each as it is heard, then none', async () => {
    const { player, at, finish, isDrawing } = stage()
    const seen: (number | undefined)[] = []
    player.subscribe(() => seen.push(player.wordOf('u1')))
    const playing = player.play(said('u1'), 1)
    expect(player.wordOf('u1')).toBe(1)
    await playing
    for (const ms of [0, 100, 400, 470, 900]) at(ms)
    finish()
    expect(seen.filter((value, index) => index > 0 && value !== seen[index - 1])).toEqual([1, 2, undefined])
    expect([player.current(), isDrawing()]).toEqual([undefined, false])
  })

  it('is about one utterance at a time', async () => {
    const { player, sounding } = stage()
    await player.play(said('u1'), 0)
    await player.play(said('u2'), 2)
    expect([player.wordOf('u1'), player.wordOf('u2'), sounding()]).toEqual([undefined, 2, 1])
  })

  it('forgets what was asked for while something else is', async () => {
    const { player, sounding } = stage()
    await Promise.all([player.play(said('u1'), 0), player.play(said('u2'), 0)])
    expect([player.wordOf('u2'), sounding()]).toEqual([0, 1])
  })

  it('stops when it is asked to, also before it sounds', async () => {
    const { player, sounding, isDrawing } = stage()
    await player.play(said('u1'), 0)
    player.stop()
    const waiting = player.play(said('u1'), 0)
    player.stop()
    await waiting
    expect([sounding(), isDrawing(), player.current()]).toEqual([0, false, undefined])
  })

  it('says what went wrong, and tries again at the next click', async () => {
    let attempts = 0
    const { player, errors, sounding } = stage(async () => {
      attempts += 1
      if (attempts === 1) throw new Error('unreachable')
      return { passage: async () => ({ sampleRateHz: 8000, samples: new Float32Array(1) }) }
    })
    await player.play(said('u1'), 0)
    expect([errors, player.current()]).toEqual([[new Error('unreachable')], undefined])
    await player.play(said('u1'), 0)
    expect([errors.length, sounding()]).toEqual([1, 1])
  })

  it('of a word that there isn’t does nothing', async () => {
    const { player, asked } = stage()
    await player.play(said('u1'), 7)
    expect(asked).toEqual([])
  })
})

describe('the word at a moment', () => {
  it.each([
    [900, -1],
    [1000, 0],
    [1299, 0],
    [1650, 1],
    [9000, 2],
  ])('%i ms: %i', (positionMs, index) => {
    expect(wordAt(said('u1').words, positionMs)).toBe(index)
  })
})
