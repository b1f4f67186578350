import type { Clock } from '@souffleur/flow'
import type { Language } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import type { SpeechEngine } from '../engine.ts'
import { withLocalFallback } from './fallback-engine.ts'
import { HttpTranscriber } from './http-transcriber.ts'
import { openaiRealtime, vllmRealtime } from './realtime-dialect.ts'
import { RealtimeTranscriber } from './realtime-transcriber.ts'
import { createRemoteEngine, type RemoteEngine } from './remote-engine.ts'
import { createRemoteMetrics } from './remote-metrics.ts'
import type { Transcriber, TranscriberOptions } from './transcriber.ts'

/** How servers are spoken to: a request a segment, vLLM's realtime form, or OpenAI's, which Speaches has. */
export const remoteProtocols = ['http', 'vllm-realtime', 'openai-realtime'] as const
export type RemoteProtocol = (typeof remoteProtocols)[number]

export interface RemoteRecognitionOptions {
  /** Of each server, up to before `/v1`. */
  readonly urls: readonly string[]
  readonly model: string
  readonly apiKey: string | undefined
  readonly protocol: RemoteProtocol
  readonly languages: readonly Language[]
  /** Segments that are sent at the same time. */
  readonly capacity: number
  readonly patienceMs: number
  /** Engines of this machine, for what no server does. */
  readonly local: readonly SpeechEngine[]
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** Speech recognition by servers on the premises, with this machine's engines behind them. */
export function createRemoteRecognition(options: RemoteRecognitionOptions): SpeechEngine {
  const { urls, model, apiKey, protocol, local, log } = options
  const metrics = createRemoteMetrics(options.metrics, { up: () => remote.serversUp })
  const remote: RemoteEngine = createRemoteEngine({
    ...options,
    name: engineName(model),
    metrics,
    transcribers: urls.map((url) => transcriberOf(protocol, { url, model, apiKey })),
  })
  return withLocalFallback({ remote, local, log, metrics })
}

function transcriberOf(protocol: RemoteProtocol, options: TranscriberOptions): Transcriber {
  switch (protocol) {
    case 'http':
      return new HttpTranscriber(options)
    case 'vllm-realtime':
      return new RealtimeTranscriber(options, vllmRealtime)
    case 'openai-realtime':
      return new RealtimeTranscriber(options, openaiRealtime)
  }
}

/** Names of engines stand in metrics and addresses. */
function engineName(model: string): string {
  return `remote.${model.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-')}`
}
