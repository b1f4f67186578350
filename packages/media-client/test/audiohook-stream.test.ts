import { describe, expect, it } from 'vitest'
import { AudioHookStream } from '../src/protocols/audiohook-stream.ts'

function record() {
  const said: [string, object][] = []
  const sent: number[][] = []
  const pauses: boolean[] = []
  const stream = new AudioHookStream(8000, {
    say: (type, parameters) => void said.push([type, parameters]),
    send: (bytes) => void sent.push([...bytes]),
    pauseChanged: (paused) => void pauses.push(paused),
  })
  return { stream, said, sent, pauses }
}
const SILENCE = 0xff

describe('the audio of an AudioHook client', () => {
  it('is interleaved, and silent where one channel’s frame got lost', () => {
    const { stream, sent } = record()
    stream.send(0, [Uint8Array.of(1, 2), Uint8Array.of(3, 4)])
    stream.send(2, [undefined, Uint8Array.of(5)])
    expect(sent).toEqual([
      [1, 3, 2, 4],
      [SILENCE, 5],
    ])
    expect(stream.position).toBe('PT0.000375S')
  })

  it('tells a hole before what follows it, and leaves out what comes too late', () => {
    const { stream, said, sent } = record()
    stream.send(0, [new Uint8Array(160)])
    stream.send(160, [undefined])
    stream.send(320, [new Uint8Array(160)])
    stream.send(160, [new Uint8Array(160)])
    expect(said).toEqual([['discarded', { start: 'PT0.02S', discarded: 'PT0.02S' }]])
    expect(sent).toHaveLength(2)
    expect(stream.position).toBe('PT0.06S')
  })

  it('sends nothing in a pause, and says how long it was', () => {
    const { stream, said, sent, pauses } = record()
    stream.send(0, [new Uint8Array(160)])
    stream.pause()
    stream.send(160, [new Uint8Array(160)])
    expect(stream.position).toBe('PT0.04S')
    stream.resume()
    stream.send(320, [new Uint8Array(160)])
    expect(said).toEqual([
      ['paused', {}],
      ['resumed', { start: 'PT0.02S', discarded: 'PT0.02S' }],
    ])
    expect(sent).toHaveLength(2)
    expect(pauses).toEqual([true, false])
  })

  it('is paused as long as either side wants it', () => {
    const { stream, said, sent } = record()
    stream.hold(true)
    stream.pause()
    stream.hold(false)
    stream.send(0, [new Uint8Array(160)])
    expect(sent).toEqual([])
    stream.resume()
    expect(said.map(([type]) => type)).toEqual(['paused', 'paused', 'paused', 'resumed'])
  })
})
