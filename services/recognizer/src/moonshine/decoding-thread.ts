/** A worker thread that decodes one segment at a time. */
import { workerData } from 'node:worker_threads'
import { normaliseLevel } from '@souffleur/audio'
import { serveInference } from '../serve-inference.ts'
import { type DecodedTokens, decodeTokens } from './decode-tokens.ts'
import { loadMoonshineGraph } from './token-graph.ts'

export interface MoonshineFiles {
  readonly encoderPath: string
  readonly decoderPath: string
}

export interface DecodingRequest {
  readonly samples: Float32Array
  readonly draft: readonly number[]
}

const { encoderPath, decoderPath }: MoonshineFiles = workerData
const graph = await loadMoonshineGraph(encoderPath, decoderPath)

serveInference<DecodingRequest, DecodedTokens>(({ samples, draft }) => decodeTokens(graph, normaliseLevel(samples), draft))
