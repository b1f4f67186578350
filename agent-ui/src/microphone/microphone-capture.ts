import { CodedError } from '../api/http.ts'
import captureWorklet from './capture-worklet.ts?worker&url'
import { type MicrophoneRateHz, microphoneRatesHz } from './microphone-framer.ts'
import { microphoneProblem } from './microphone-problem.ts'

const PREFERRED_RATE_HZ: MicrophoneRateHz = 16000

export interface MicrophoneCapture {
  readonly sampleRateHz: MicrophoneRateHz
  /** Samples between -1 and 1, in blocks as the browser makes them. */
  onBlock(listener: (samples: Float32Array) => void): void
  /** The device went away or the permission was taken back. */
  onLost(listener: () => void): void
  stop(): void
}

/** @throws CodedError `microphone.denied`, `microphone.missing`, `microphone.insecure-page` */
export async function openMicrophone(): Promise<MicrophoneCapture> {
  const stream = await askForMicrophone()
  try {
    return await capture(stream)
  } catch (error) {
    stopTracks(stream)
    throw error
  }
}

async function askForMicrophone(): Promise<MediaStream> {
  // Absent on pages that are not secure.
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) throw CodedError.of('microphone.insecure-page')
  try {
    return await devices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
  } catch (error) {
    throw CodedError.of(microphoneProblem(error), error instanceof Error ? error.name : '')
  }
}

async function capture(stream: MediaStream): Promise<MicrophoneCapture> {
  const { context, source } = openContext(stream)
  const sampleRateHz = microphoneRatesHz.find((rate) => rate === context.sampleRate)
  if (sampleRateHz === undefined) {
    await context.close()
    throw CodedError.of('microphone.missing', `${context.sampleRate} Hz`)
  }
  await context.audioWorklet.addModule(captureWorklet)
  await context.resume()
  const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 })
  source.connect(node)
  return {
    sampleRateHz,
    onBlock(listener) {
      node.port.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (data instanceof Float32Array) listener(data)
      }
    },
    onLost(listener) {
      for (const track of stream.getAudioTracks()) track.addEventListener('ended', listener)
    },
    stop() {
      node.port.onmessage = null
      source.disconnect()
      stopTracks(stream)
      void context.close()
    },
  }
}

/** The browser resamples to 16 kHz; one that refuses (Firefox, for some devices) captures at its own rate, which the server takes too. */
function openContext(stream: MediaStream): { context: AudioContext; source: MediaStreamAudioSourceNode } {
  const preferred = new AudioContext({ sampleRate: PREFERRED_RATE_HZ })
  try {
    return { context: preferred, source: preferred.createMediaStreamSource(stream) }
  } catch {
    void preferred.close()
    const context = new AudioContext()
    return { context, source: context.createMediaStreamSource(stream) }
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
