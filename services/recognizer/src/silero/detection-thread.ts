/** A worker thread that runs Silero VAD on many streams at once. */
import { workerData } from 'node:worker_threads'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { serveInference } from '../serve-inference.ts'
import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from '../voice-detector.ts'

export interface DetectionRequest {
  readonly streams: readonly StreamWindows[]
  /** Streams that are over. */
  readonly closed: readonly number[]
}

export interface StreamWindows {
  readonly id: number
  /** Whole windows. */
  readonly windows: Float32Array
  /** Nothing before these windows counts. */
  readonly afresh: boolean
}

/** For each stream of the request, in its order, a probability a window. */
export type DetectionReply = readonly Float32Array[]

export interface DetectionSettings {
  readonly modelPath: string
}

const STATE_SIZE = 128
/** The model expects the end of the previous window before each one; without it everything sounds like silence to it. */
const CONTEXT_SAMPLES = 64
const INPUT_SAMPLES = CONTEXT_SAMPLES + WINDOW_SAMPLES

interface Memory {
  readonly state: Float32Array
  readonly context: Float32Array
}

interface Turn {
  readonly memory: Memory
  readonly window: Float32Array
}

const { modelPath }: DetectionSettings = workerData
const session = await InferenceSession.create(modelPath, { intraOpNumThreads: 1, interOpNumThreads: 1 })
const memories = new Map<number, Memory>()
const sampleRate = new Tensor('int64', BigInt64Array.of(BigInt(SAMPLE_RATE_HZ)), [])

/** Without a moment of silence first, the model takes speech at the very beginning for silence, for up to half a second. */
const PRIMING_WINDOWS = 4

async function primedMemory(): Promise<Memory> {
  const memory = { state: new Float32Array(2 * STATE_SIZE), context: new Float32Array(CONTEXT_SAMPLES) }
  for (let window = 0; window < PRIMING_WINDOWS; window += 1) await runBatch([{ memory, window: new Float32Array(WINDOW_SAMPLES) }])
  return memory
}

/** The n-th windows of all streams make one batch; then come the next ones, which build on their result. */
async function detect({ streams, closed }: DetectionRequest): Promise<DetectionReply> {
  for (const id of closed) memories.delete(id)
  const replies = streams.map(({ windows }) => new Float32Array(windows.length / WINDOW_SAMPLES))
  const rounds = Math.max(0, ...replies.map((reply) => reply.length))
  for (let round = 0; round < rounds; round += 1) {
    const taking = streams.flatMap((stream, index) => (round < (replies[index]?.length ?? 0) ? [{ stream, reply: replies[index] }] : []))
    const turns = taking.map(({ stream }) => ({
      memory: memoryOf(stream, round),
      window: stream.windows.subarray(round * WINDOW_SAMPLES, (round + 1) * WINDOW_SAMPLES),
    }))
    const probabilities = await runBatch(turns)
    for (const [index, { reply }] of taking.entries()) reply?.fill(probabilities[index] ?? 0, round, round + 1)
  }
  return replies
}

function memoryOf({ id, afresh }: StreamWindows, round: number): Memory {
  const held = memories.get(id)
  if (held !== undefined && !(afresh && round === 0)) return held
  const fresh = { state: primed.state.slice(), context: primed.context.slice() }
  memories.set(id, fresh)
  return fresh
}

async function runBatch(turns: readonly Turn[]): Promise<Float32Array> {
  const count = turns.length
  const input = new Float32Array(count * INPUT_SAMPLES)
  // [2, streams, 128]: the two layers of a stream lie apart.
  const state = new Float32Array(2 * count * STATE_SIZE)
  turns.forEach(({ memory, window }, index) => {
    input.set(memory.context, index * INPUT_SAMPLES)
    input.set(window, index * INPUT_SAMPLES + CONTEXT_SAMPLES)
    state.set(memory.state.subarray(0, STATE_SIZE), index * STATE_SIZE)
    state.set(memory.state.subarray(STATE_SIZE), (count + index) * STATE_SIZE)
  })
  const output = await session.run({
    input: new Tensor('float32', input, [count, INPUT_SAMPLES]),
    state: new Tensor('float32', state, [2, count, STATE_SIZE]),
    sr: sampleRate,
  })
  const nextState = floats(output.stateN)
  turns.forEach(({ memory, window }, index) => {
    memory.state.set(nextState.subarray(index * STATE_SIZE, (index + 1) * STATE_SIZE))
    memory.state.set(nextState.subarray((count + index) * STATE_SIZE, (count + index + 1) * STATE_SIZE), STATE_SIZE)
    memory.context.set(window.subarray(WINDOW_SAMPLES - CONTEXT_SAMPLES))
  })
  return floats(output.output)
}

function floats(value: unknown): Float32Array {
  if (!(value instanceof Tensor) || !(value.data instanceof Float32Array)) throw new Error('the voice detector gave no numbers')
  return value.data
}

const primed = await primedMemory()
serveInference(detect)
