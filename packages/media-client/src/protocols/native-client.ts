import { type NativeHelloInput, sampleRatesHz } from '@souffleur/proto'
import { NativeStreamClient, type StreamClosed } from '../native-stream-client.ts'
import type { CallSound, ClientCall, TelephonyClient, TelephonyClientOptions, TelephonyProtocol } from '../telephony-client.ts'

/** Souffleur's own protocol: it carries every sound as it is. The credential is a bearer token. */
export const nativeProtocol: TelephonyProtocol = {
  name: 'native',
  canPause: true,
  tellsGaps: true,
  soundOf: (sound) => sound,
  async connect(serverUrl, call, { credential, headers, ...options } = {}) {
    const authorization = credential === undefined ? {} : { authorization: `Bearer ${credential}` }
    const url = new URL('/telephony/stream', serverUrl.replace(/^http/, 'ws'))
    const hello = helloOf(call, options)
    return new NativeClient(await NativeStreamClient.connect(url, hello, { ...options, headers: { ...headers, ...authorization } }))
  },
}

class NativeClient implements TelephonyClient {
  readonly closed: Promise<StreamClosed>
  readonly #stream: NativeStreamClient

  constructor(stream: NativeStreamClient) {
    this.#stream = stream
    this.closed = stream.closed
  }

  get callId(): string {
    return this.#stream.callId
  }

  get isOpen(): boolean {
    return this.#stream.isOpen
  }

  get bufferedBytes(): number {
    return this.#stream.bufferedBytes
  }

  send(positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void {
    payloads.forEach((payload, channelIndex) => {
      if (payload === undefined) this.#stream.loseFrame(channelIndex)
      else this.#stream.sendFrame({ channelIndex, positionSamples, payload })
    })
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  end(): void {
    this.#stream.end()
  }

  disconnect(): void {
    this.#stream.disconnect()
  }
}

function helloOf({ sampleRateHz, ...call }: ClientCall, { onEvent }: TelephonyClientOptions): NativeHelloInput {
  const metadata = call.metadata && { ...call.metadata }
  return {
    type: 'hello',
    ...call,
    metadata,
    channels: [...call.channels],
    sampleRate: rateOf({ sampleRateHz }),
    events: onEvent !== undefined,
  }
}

/** @throws RangeError for a rate that the socket doesn't know. */
function rateOf({ sampleRateHz }: Pick<CallSound, 'sampleRateHz'>): NativeHelloInput['sampleRate'] {
  const rate = sampleRatesHz.find((each) => each === sampleRateHz)
  if (rate === undefined) throw new RangeError(`sample rate ${sampleRateHz}`)
  return rate
}
