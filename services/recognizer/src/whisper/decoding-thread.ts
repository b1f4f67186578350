/** A worker thread that decodes one segment at a time. */
import { workerData } from 'node:worker_threads'
import type { Hypothesis } from '../engine.ts'
import { serveInference } from '../serve-inference.ts'
import { WhisperDecoder, type WhisperRequest } from './whisper-decoder.ts'
import { readDescription, type WhisperFiles } from './whisper-files.ts'
import { WhisperGraph } from './whisper-graph.ts'

const files: WhisperFiles = workerData
const graph = await WhisperGraph.load(files, await readDescription(files.descriptionPath))
const decoder = new WhisperDecoder(graph)

serveInference<WhisperRequest, Hypothesis>((request) => decoder.decode(request))
