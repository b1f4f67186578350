import { create } from '@bufbuild/protobuf'
import { createInProcessBus, type InProcessBus } from '@souffleur/bus'
import {
  AppError,
  AudioBatchSchema,
  type CallEvent,
  CallEventSchema,
  CallStartedSchema,
  Channel,
  encodingOf,
  isErrorCode,
  type Language,
  type Utterance,
} from '@souffleur/proto'
import { createRecognizer, type SpeechEngine, type VoiceDetector } from '@souffleur/recognizer'
import { createMetrics, type Log } from '@souffleur/telemetry'
import { SimulatedClock } from '../simulated-clock.ts'
import type { LineAudio, Packet } from './line-audio.ts'
import type { RecognisedItem } from './recognised.ts'

/** As the gateway cuts them. */
const BATCH_MS = 40

export interface LiveItem {
  readonly audio: LineAudio
  readonly language: Language
}

interface Lane {
  readonly index: number
  readonly callId: string
  readonly batches: Packet[][]
  readonly audio: LineAudio
  readonly language: Language
}

/**
 * Sends items as calls through the recognizer, `lanes` at a time, on a clock that waits for it: what an unhurried machine would write.
 * @throws AppError when the recognizer warns on a call or logs an error: a call that goes on without some words would look like bad hearing.
 */
export async function recogniseLive(
  items: readonly LiveItem[],
  parts: { readonly engine: SpeechEngine; readonly voiceDetector: VoiceDetector; readonly log: Log; readonly lanes: number },
  onItem: (index: number, recognised: RecognisedItem) => void,
): Promise<void> {
  const clock = new SimulatedClock()
  const transcripts = new Map<string, Utterance[]>()
  const finished = new Set<string>()
  const failures: AppError[] = []
  const bus = createInProcessBus({ onHandlerError: (error) => failures.push(asFailure(error)) })
  bus.subscribeEvents('evaluation', ({ callId, body }) => {
    if (body.case === 'utterance') transcripts.get(callId)?.push(body.value)
    if (body.case === 'transcriptCompleted') finished.add(callId)
    if (body.case === 'callWarned') failures.push(new AppError(isErrorCode(body.value.code) ? body.value.code : 'engine.failed', callId))
  })
  const { engine, voiceDetector } = parts
  const log = withErrorsSeen(parts.log, (message, code) =>
    failures.push(new AppError(isErrorCode(code) ? code : 'internal.unexpected', message)),
  )
  const recognizer = createRecognizer({ bus, clock, log, metrics: createMetrics(), engines: [engine], voiceDetector })
  try {
    await recognizer.ready()
    const waiting = items.map((item, index) => ({ item, index }))
    const lanes = new Set<Lane>()
    while (waiting.length > 0 || lanes.size > 0) {
      for (let next = waiting.shift(); next !== undefined; next = lanes.size < parts.lanes ? waiting.shift() : undefined) {
        const lane = openLane(next.item, next.index)
        transcripts.set(lane.callId, [])
        bus.publishEvent(startOf(lane.callId, lane.language))
        lanes.add(lane)
      }
      for (const lane of lanes) publishNext(bus, lane)
      await bus.settled()
      await recognizer.settled()
      await bus.settled()
      const [failure] = failures
      if (failure !== undefined) throw failure
      for (const lane of lanes) {
        if (!finished.has(lane.callId)) continue
        lanes.delete(lane)
        onItem(lane.index, recognisedIn(transcripts.get(lane.callId) ?? []))
      }
      clock.advance(BATCH_MS)
    }
  } finally {
    await recognizer.stop()
  }
}

function openLane({ audio, language }: LiveItem, index: number): Lane {
  const batchSamples = (audio.sampleRateHz * BATCH_MS) / 1000
  const batches: Packet[][] = Array.from({ length: Math.ceil(audio.samples / batchSamples) }, () => [])
  for (const packet of audio.packets) batches[Math.floor(packet.startSamples / batchSamples)]?.push(packet)
  return { index, callId: `item-${index}`, batches, audio, language }
}

/** Packets of a batch that follow on from one another travel as one; then comes the end. */
function publishNext(bus: InProcessBus, { callId, batches, audio, language }: Lane): void {
  const fields = { callId, channel: Channel.MIXED, sampleRateHz: audio.sampleRateHz, encoding: encodingOf(audio.encoding), language }
  for (const { startSamples, payload } of batches.shift() ?? [])
    bus.publishAudio(create(AudioBatchSchema, { ...fields, startSamples, payload }))
  if (batches.length === 0) bus.publishAudio(create(AudioBatchSchema, { ...fields, startSamples: audio.samples, endOfChannel: true }))
}

function startOf(callId: string, language: Language): CallEvent {
  const value = create(CallStartedSchema, { language, channels: [Channel.MIXED], source: 'evaluation' })
  return create(CallEventSchema, { callId, eventId: callId, body: { case: 'callStarted', value } })
}

/** As it was said: a reference says "zero six twelve" where the screen shows "06 12". */
function recognisedIn(utterances: readonly Utterance[]): RecognisedItem {
  const words = utterances.flatMap((utterance) => utterance.words)
  return {
    text: utterances.map(saidText).join(' '),
    utterances: utterances.length,
    words: words.map((word) => ({ text: saidText(word), start: word.startMs / 1000, end: word.endMs / 1000, confidence: word.confidence })),
  }
}

function saidText({ text, spokenText }: { readonly text: string; readonly spokenText: string }): string {
  return spokenText === '' ? text : spokenText
}

function withErrorsSeen(log: Log, onError: (message: string, code: string) => void): Log {
  return {
    debug: (message, fields) => log.debug(message, fields),
    info: (message, fields) => log.info(message, fields),
    warn: (message, fields) => log.warn(message, fields),
    error(message, fields) {
      log.error(message, fields)
      onError(message, fields?.code ?? '')
    },
    child: (fields) => withErrorsSeen(log.child(fields), onError),
  }
}

function asFailure(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal.unexpected', String(error), { cause: error })
}
