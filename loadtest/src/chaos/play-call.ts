import type { WavAudio } from '@souffleur/audio'
import { helloOf, NativeStreamClient } from '@souffleur/media-client'

export interface PlayedCall {
  readonly callId: string
  /** Times that its socket broke, and the call was taken up again. */
  readonly reconnections: number
  /** It could not be ended, or not be taken up again. */
  readonly failure: string | undefined
}

export interface CallToPlay {
  readonly url: string
  readonly token: string
  readonly callId: string
  readonly wav: WavAudio
  readonly language: 'fr' | 'en' | 'auto'
  /** Whose screen shows it. */
  readonly advisorId?: string
  /** While true after the sound's end, the caller stays on the line and says nothing. */
  isHeld?(): boolean
}

/** Nothing, as each encoding writes it. */
const SILENT_BYTE = { l16: 0, pcmu: 0xff, pcma: 0xd5 } as const

const FRAME_MS = 20
const RETRY_MS = 250
/** As long as a platform tries. */
const RECONNECT_PATIENCE_MS = 25_000

/**
 * A call as a telephony platform holds it: the sound goes on in real time whatever becomes of the socket. When that breaks, the platform connects
 * again with the same call id, and what was said meanwhile is lost.
 */
export async function playCall({
  url,
  token,
  callId,
  wav,
  language,
  advisorId = '',
  isHeld = () => false,
}: CallToPlay): Promise<PlayedCall> {
  const hello = { type: 'hello' as const, ...helloOf(wav), language, callId, advisorId, queue: 'chaos', title: 'chaos', synthetic: true }
  const payloads = hello.channels.map((_, index) => wav.channelPayload(index))
  const samplesAFrame = Math.round((wav.sampleRateHz * FRAME_MS) / 1000)
  const bytesASample = (payloads[0]?.byteLength ?? 0) / wav.frames
  const startMs = performance.now()
  const dueFrame = () => Math.floor((performance.now() - startMs) / FRAME_MS)
  const frames = Math.floor(wav.frames / samplesAFrame)
  const silence = new Uint8Array(samplesAFrame * bytesASample).fill(SILENT_BYTE[hello.encoding])
  const last = () => (isHeld() ? Number.POSITIVE_INFINITY : frames)
  let reconnections = -1
  for (;;) {
    const client = await connect(url, token, hello)
    if (client === undefined) return { callId, reconnections: Math.max(0, reconnections), failure: 'not taken up again' }
    reconnections += 1
    const firstFrame = Math.min(dueFrame(), last())
    let next = firstFrame
    while (client.isOpen && next < last()) {
      for (; next < Math.min(dueFrame(), last()); next += 1) {
        for (const [channelIndex, all] of payloads.entries()) {
          const payload =
            next >= frames ? silence : all.subarray(next * samplesAFrame * bytesASample, (next + 1) * samplesAFrame * bytesASample)
          client.sendFrame({ channelIndex, positionSamples: (next - firstFrame) * samplesAFrame, payload })
        }
      }
      await Promise.race([client.closed, new Promise((resolve) => setTimeout(resolve, FRAME_MS))])
    }
    if (next < last()) continue
    client.end()
    const { completed } = await client.closed
    if (completed) return { callId, reconnections, failure: undefined }
  }
}

async function connect(
  url: string,
  token: string,
  hello: Parameters<typeof NativeStreamClient.connect>[1],
): Promise<NativeStreamClient | undefined> {
  const endMs = performance.now() + RECONNECT_PATIENCE_MS
  while (performance.now() < endMs) {
    try {
      return await NativeStreamClient.connect(`${url.replace(/^http/, 'ws')}/telephony/stream`, hello, {
        headers: { authorization: `Bearer ${token}` },
        readyTimeoutMs: 10_000,
      })
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  return undefined
}
