import type { MemberBoard } from '@souffleur/bus'
import type { SystemStatus } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import * as z from 'zod'

const engineStates = ['loading', 'ready', 'missing', 'failed'] as const
const load = z.object({
  speakingChannels: z.number(),
  partialIntervalMs: z.number(),
  waitingFinals: z.number(),
  degraded: z.boolean(),
})
const engine = z.object({
  name: z.string(),
  languages: z.array(z.string()).readonly(),
  state: z.enum(engineStates),
  installCommand: z.string().nullable(),
  workers: z.number().optional(),
})
const meaning = z.object({
  name: z.string(),
  state: z.enum(engineStates),
  installCommand: z.string().nullable(),
  articles: z.object({ done: z.number(), wanted: z.number() }),
})
/** What a process says of itself to the others. */
const words = z.discriminatedUnion('role', [
  z.object({ role: z.literal('gateway'), activeCalls: z.number(), maxCalls: z.number() }),
  z.object({ role: z.literal('recognizer'), engines: z.array(engine), load, full: z.boolean() }),
  z.object({
    role: z.literal('assist'),
    meaning: meaning.nullable(),
    languageModel: z.object({ name: z.string(), state: z.enum(['unknown', 'ready', 'failed']) }).nullable(),
  }),
  z.object({ role: z.literal('wrapup') }),
  z.object({ role: z.literal('desk') }),
])
export type MemberWords = z.infer<typeof words>
type WordsOf<Role extends MemberWords['role']> = Extract<MemberWords, { role: Role }>

/** Calls wait for a recognizer that comes back; longer than this, their words would come too late to help. */
const RECOGNIZER_PATIENCE_MS = 15_000

/** What the processes of an installation come to together, as they say it of themselves. */
export class ClusterView {
  readonly #board: Pick<MemberBoard, 'members'>
  readonly #clock: Clock
  #lastRecognizerMs: number

  constructor(board: Pick<MemberBoard, 'members'>, clock: Clock) {
    this.#board = board
    this.#clock = clock
    this.#lastRecognizerMs = clock.monotonicMs()
  }

  /** Whether one more call would be recognised in time somewhere. */
  hasRoom(): boolean {
    const recognizers = this.#of('recognizer')
    const nowMs = this.#clock.monotonicMs()
    if (recognizers.length > 0) this.#lastRecognizerMs = nowMs
    else return nowMs - this.#lastRecognizerMs < RECOGNIZER_PATIENCE_MS
    return recognizers.some(({ full }) => !full)
  }

  status(version: string): SystemStatus {
    const gateways = this.#of('gateway')
    const [assist] = this.#of('assist')
    return {
      version,
      engines: joinedEngines(this.#of('recognizer')),
      activeCalls: sum(gateways.map(({ activeCalls }) => activeCalls)),
      maxCalls: sum(gateways.map(({ maxCalls }) => maxCalls)),
      meaning: assist?.meaning ?? null,
      languageModel: assist?.languageModel ?? null,
    }
  }

  #of<Role extends MemberWords['role']>(role: Role): WordsOf<Role>[] {
    return this.#board.members.flatMap((member) => {
      const said = readWords(member.words)
      return said?.role === role ? [said as WordsOf<Role>] : []
    })
  }
}

/** Undefined for words of another version. */
function readWords(text: string): MemberWords | undefined {
  try {
    return words.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

type Recognizer = WordsOf<'recognizer'>
type EngineStatus = SystemStatus['engines'][number]

/** An engine is as well as it is where it is best; its threads and its load are those of all recognizers. */
function joinedEngines(recognizers: readonly Recognizer[]): EngineStatus[] {
  const names = new Set(recognizers.flatMap(({ engines }) => engines.map(({ name }) => name)))
  return [...names].flatMap((name) => {
    const all = recognizers.flatMap((recognizer) =>
      recognizer.engines.filter((one) => one.name === name).map((one) => ({ ...one, recognizer })),
    )
    const [best] = all.toSorted((one, other) => rank(one.state) - rank(other.state))
    if (best === undefined) return []
    const { recognizer: _recognizer, workers: _workers, ...status } = best
    const ready = all.filter(({ state }) => state === 'ready')
    if (ready.length === 0) return [status]
    const loads = ready.map(({ recognizer }) => recognizer.load)
    return [
      {
        ...status,
        workers: sum(ready.map(({ workers = 0 }) => workers)),
        load: {
          speakingChannels: sum(loads.map(({ speakingChannels }) => speakingChannels)),
          partialIntervalMs: Math.max(...loads.map(({ partialIntervalMs }) => partialIntervalMs)),
          waitingFinals: sum(loads.map(({ waitingFinals }) => waitingFinals)),
          degraded: loads.some(({ degraded }) => degraded),
        },
      },
    ]
  })
}

function rank(state: EngineStatus['state']): number {
  return ['ready', 'loading', 'failed', 'missing'].indexOf(state)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
