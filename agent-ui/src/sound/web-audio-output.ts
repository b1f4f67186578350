import type { SoundOutput } from './word-player.ts'

/** Against the click of a sound that is cut off. */
const FADE_S = 0.008

/** The loudspeakers, by the Web Audio API. Nothing is opened before the first sound. */
export function createWebAudioOutput(): SoundOutput {
  let opened: AudioContext | undefined
  let sounding = 0
  const contextOf = () => {
    opened ??= new AudioContext()
    return opened
  }
  return {
    prepare: () => contextOf().resume(),
    play({ samples, sampleRateHz }, onEnded) {
      const context = contextOf()
      // A buffer can't be empty.
      const buffer = context.createBuffer(1, Math.max(1, samples.length), sampleRateHz)
      buffer.copyToChannel(samples, 0)
      const fade = context.createGain()
      const source = new AudioBufferSourceNode(context, { buffer })
      source.connect(fade).connect(context.destination)
      // The sound before this one may have put the loudspeakers to rest meanwhile.
      void context.resume()
      const startedAt = context.currentTime
      fade.gain.setValueAtTime(0, startedAt)
      fade.gain.linearRampToValueAtTime(1, startedAt + FADE_S)
      sounding += 1
      source.addEventListener('ended', () => {
        sounding -= 1
        source.disconnect()
        // A context that runs costs power for nothing.
        if (sounding === 0 && context.state !== 'closed') void context.suspend()
      })
      source.onended = onEnded
      source.start()
      return {
        positionMs: () => Math.max(0, context.currentTime - startedAt - latencyOf(context)) * 1000,
        stop() {
          source.onended = null
          const now = context.currentTime
          fade.gain.setTargetAtTime(0, now, FADE_S / 3)
          source.stop(now + FADE_S * 2)
        },
      }
    },
    close() {
      void opened?.close()
      opened = undefined
    },
  }
}

/** From the page to the ear; not every browser knows it. */
function latencyOf(context: AudioContext): number {
  const { outputLatency } = context as { outputLatency?: number }
  return outputLatency !== undefined && Number.isFinite(outputLatency) ? outputLatency : 0
}
