import { existsSync } from 'node:fs'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { InferenceThread } from '../inference-thread.ts'
import { type VoiceDetector, type VoiceStream, WINDOW_SAMPLES } from '../voice-detector.ts'
import type { DetectionReply, DetectionRequest, DetectionSettings, StreamWindows } from './detection-thread.ts'

export interface SileroOptions {
  readonly modelPath: string
  readonly log: Log
  readonly clock?: Clock
  readonly timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 10_000
/** A fast upload gives many windows at once: live channels get their turn after half a second of its audio. */
const MAX_WINDOWS_A_RUN = 16

interface Question {
  readonly streamId: number
  readonly windows: Float32Array
  readonly afresh: boolean
  readonly probabilities: Float32Array
  answered: number
  resolve(probabilities: Float32Array): void
  reject(error: unknown): void
}

/**
 * Silero VAD in its 16 kHz mode (github.com/snakers4/silero-vad), in a thread of its own. One run is in flight at a time; what
 * arrives meanwhile, from any stream, forms the next batch.
 */
export function createSileroDetector({
  modelPath,
  log,
  clock = systemClock,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: SileroOptions): VoiceDetector {
  const thread = new InferenceThread<DetectionRequest, DetectionReply>({
    script: new URL('./detection-thread.ts', import.meta.url),
    settings: { modelPath } satisfies DetectionSettings,
    clock,
    log,
    timeoutMs,
  })
  const questions: Question[] = []
  const closed: number[] = []
  let streamsOpened = 0
  let running = false

  const run = async () => {
    running = true
    while (questions.length > 0) {
      const batch = oldestOfEachStream(questions)
      const request = { streams: batch.map(nextWindows), closed: closed.splice(0) }
      try {
        // The audio is still here, so a thread that died costs the batch a second attempt, not its windows.
        const reply = await thread.request(request).catch(() => thread.request(request))
        for (const [index, question] of batch.entries()) note(question, reply[index])
      } catch (error) {
        for (const question of batch) fail(question, error)
      }
      removeFinished(questions)
    }
    running = false
  }

  return {
    async load() {
      if (!existsSync(modelPath)) throw new AppError('model.missing', modelPath)
      await thread.start()
    },
    openStream(): VoiceStream {
      const streamId = streamsOpened
      streamsOpened += 1
      let afresh = true
      return {
        detect(windows) {
          const count = windows.length / WINDOW_SAMPLES
          if (!Number.isInteger(count)) throw new RangeError(`${windows.length} samples: expected whole windows`)
          const answer = new Promise<Float32Array>((resolve, reject) => {
            questions.push({ streamId, windows, afresh, probabilities: new Float32Array(count), answered: 0, resolve, reject })
          })
          afresh = false
          if (!running) void run()
          return answer
        },
        reset() {
          afresh = true
        },
        close() {
          closed.push(streamId)
        },
      }
    },
    close: () => thread.close(),
  }
}

/** Of one stream only the oldest: the next builds on it. */
function oldestOfEachStream(questions: readonly Question[]): Question[] {
  const byStream = new Map<number, Question>()
  for (const question of questions) if (!byStream.has(question.streamId)) byStream.set(question.streamId, question)
  return [...byStream.values()]
}

function nextWindows({ streamId, windows, afresh, answered }: Question): StreamWindows {
  const start = answered * WINDOW_SAMPLES
  const end = start + MAX_WINDOWS_A_RUN * WINDOW_SAMPLES
  return { id: streamId, windows: windows.slice(start, end), afresh: afresh && answered === 0 }
}

function note(question: Question, probabilities: Float32Array | undefined): void {
  if (probabilities === undefined) throw new AppError('engine.failed', 'the voice detector left a stream out')
  question.probabilities.set(probabilities, question.answered)
  question.answered += probabilities.length
}

function fail(question: Question, error: unknown): void {
  question.answered = Number.POSITIVE_INFINITY
  question.reject(error)
}

function removeFinished(questions: Question[]): void {
  const rest = questions.filter((question) => question.answered < question.probabilities.length)
  for (const question of questions) if (question.answered >= question.probabilities.length) question.resolve(question.probabilities)
  questions.splice(0, questions.length, ...rest)
}
