import { figures } from './measured.ts'

export const rolesOfPlan = ['gateway', 'recognizer', 'assist', 'wrapup', 'desk'] as const
export type RoleOfPlan = (typeof rolesOfPlan)[number]

/** What is asked of an installation. Shares are from 0 to 1. */
export interface Demand {
  /** At once, at the busiest time. */
  readonly calls: number
  readonly frenchShare: number
  readonly hoursPerDay: number
  /** Calls on average over these hours, as a share of the busiest time's. */
  readonly meanLoad: number
  /** `gpu`: a server on GPUs decodes. */
  readonly recognition: 'cpu' | 'gpu'
}

export const usualDemand = { frenchShare: 0.5, hoursPerDay: 8, meanLoad: 0.6, recognition: 'cpu' } as const satisfies Omit<Demand, 'calls'>

export interface RolePlan {
  readonly role: RoleOfPlan
  readonly processes: number
  /** Of all processes, at the busiest time, the reserve included. */
  readonly cores: number
  readonly memoryGiB: number
}

export interface CapacityPlan {
  readonly demand: Demand
  readonly roles: readonly RolePlan[]
  readonly gpus: number
  readonly redis: {
    /** Servers, each with the whole of Souffleur's processes for its share of the calls: `busesFor` says why. */
    readonly servers: number
    readonly coresEach: number
    readonly operationsPerSecond: number
    readonly megabytesPerSecond: number
    /** `maxmemory` of each server. */
    readonly memoryGiBEach: number
    /** Audio that is kept while no recognizer is there. */
    readonly keptSeconds: number
  }
  readonly postgres: {
    readonly cores: number
    readonly rowsPerSecond: number
    readonly walMegabytesPerSecond: number
    readonly gigabytesPerDay: number
  }
  readonly network: {
    readonly sockets: number
    readonly telephoneMbitPerSecond: number
    readonly feedMbitPerSecond: number
    readonly eventsPerSecond: number
  }
  readonly breaks: readonly Break[]
}

/** Something that one of its kind can't hold, in the order in which it gives way. */
export interface Break {
  readonly atCalls: number
  readonly what: string
  readonly change: string
  readonly isReached: boolean
}

/** Bursts, and one process of a role that is gone. */
const RESERVE = 1.25
/** A process of one event loop isn't planned beyond it, nor is Redis. */
const LOOP_SHARE = 0.6
const DECODERS_PER_PROCESS = 8
/** A takeover has to find what was said meanwhile, twice over. */
const TAKEOVER_MARGIN = 2
/** A supervisor's or ops screen for so many calls. */
const CALLS_PER_SUPERVISOR = 15
/** Rows a second that one PostgreSQL is planned for. */
const ROWS_PER_POSTGRES = 5_000

const value = (name: keyof typeof figures): number => figures[name].value
const round = (number: number, digits = 1): number => Number(number.toFixed(digits))

/** Cores that decode one call, by its language: what was held within a second at p95. */
function decodingCoresPerCall(frenchShare: number): number {
  return (1 - frenchShare) / value('englishCallsPerCore') + frenchShare / value('frenchCallsPerCore')
}

/** Calls that fall to the fullest of several processes, compared with an even share: whole shards, and chance within them. */
export function unevenness(calls: number, processes: number, shards = value('busShards')): number {
  const fullest = Math.ceil(shards / processes) / shards
  const expected = calls * fullest
  return (expected + 2 * Math.sqrt(expected * (1 - fullest))) / (calls / processes)
}

/** Calls that one Redis holds: its one thread, and audio that it keeps for a takeover. */
export function callsPerBus(): { readonly byThread: number; readonly byKeptAudio: number } {
  const entries = value('busShards') * value('busAudioEntriesPerShard')
  const bytes = value('busShards') * value('busBytesPerShardAndStream')
  const needed = value('busTakeoverSeconds') * TAKEOVER_MARGIN
  return {
    byThread: Math.floor(LOOP_SHARE / value('busServerCoresPerCall')),
    byKeptAudio: Math.floor(Math.min(entries / value('busAudioEntriesPerCallSecond'), bytes / value('busBytesPerCallSecond')) / needed),
  }
}

/** Cores of recognition for the calls of one bus: the fullest process decides, since calls can't leave it. */
function recognitionCores(calls: number, perCall: number, processes: number): number {
  return calls * perCall * Math.max(RESERVE, unevenness(calls, processes))
}

/** Calls of one bus that recognition holds: no more processes than shards, and a process decodes in 8 threads at most. */
export function callsPerBusByRecognition(frenchShare: number): number {
  const most = value('busShards')
  const perCall = decodingCoresPerCall(frenchShare) + value('busClientCoresPerCall') / 2
  let calls = 1
  while (recognitionCores(calls + 1, perCall, most) <= most * DECODERS_PER_PROCESS) calls += 1
  return calls
}

function busesFor(demand: Demand): number {
  const { byThread, byKeptAudio } = callsPerBus()
  const byRecognition = demand.recognition === 'cpu' ? callsPerBusByRecognition(demand.frenchShare) : Number.POSITIVE_INFINITY
  return Math.max(1, Math.ceil(demand.calls / Math.min(byThread, byKeptAudio, byRecognition)))
}

/** Processes of one event loop: at least two, so that one may be gone. */
function loops(role: RoleOfPlan, cores: number, baseMiB: number, extraMiB: number, buses: number): RolePlan {
  const processes = Math.max(2 * buses, Math.ceil((cores * RESERVE) / LOOP_SHARE))
  return { role, processes, cores: round(cores * RESERVE, 2), memoryGiB: round((processes * baseMiB + extraMiB) / 1024) }
}

/** Numbers that share the shards out evenly. */
const evenProcesses = [2, 4, 8, 16, 32]

function recognizers(demand: Demand, buses: number): RolePlan {
  const calls = demand.calls / buses
  const decoding = demand.recognition === 'gpu' ? value('remoteRecognizerCoresPerCall') : decodingCoresPerCall(demand.frenchShare)
  const perCall = decoding + value('busClientCoresPerCall') / 2
  const width = demand.recognition === 'gpu' ? LOOP_SHARE : DECODERS_PER_PROCESS
  const processes = evenProcesses.find((count) => recognitionCores(calls, perCall, count) <= count * width) ?? value('busShards')
  const cores = recognitionCores(calls, perCall, processes)
  const threads = demand.recognition === 'gpu' ? 0 : Math.ceil(cores / processes)
  const memoryMiB = processes * (value('recognizerBaseMiB') + threads * value('decoderMiB'))
  return { role: 'recognizer', processes: processes * buses, cores: round(cores * buses), memoryGiB: round((memoryMiB * buses) / 1024) }
}

function rolesFor(demand: Demand, buses: number, screens: number): readonly RolePlan[] {
  const { calls } = demand
  const bus = (value('busClientCoresPerCall') / 2) * calls
  const ingest = (calls * value('framesPerCallSecond') * value('ingestCoreMicrosPerFrame')) / 1e6 + calls * value('idleCoresPerCall')
  const utterances = calls * value('utterancesPerCallSecond')
  const feed = (screens * value('feedEventsPerCallSecond') * value('feedCoreMicrosPerEventAndScreen')) / 1e6
  // Events are a small part of what the bench read: sound is the rest.
  const events = bus * 0.2
  return [
    loops('gateway', ingest + bus, 300, calls * value('gatewayMiBPerCall'), buses),
    recognizers(demand, buses),
    loops('assist', (utterances * value('understandingCoreMsPerUtterance')) / 1000 + events, 900, 0, buses),
    loops('wrapup', (utterances * value('draftCoreMsPerUtterance')) / 1000 + events, 400, 0, buses),
    loops('desk', feed + events, 500, screens * 0.3, buses),
  ]
}

function redisFor({ calls }: Demand, servers: number): CapacityPlan['redis'] {
  const callsEach = calls / servers
  const bytes = value('busShards') * value('busBytesPerShardAndStream')
  const entries = value('busShards') * value('busAudioEntriesPerShard')
  const keptSeconds = Math.min(bytes / value('busBytesPerCallSecond'), entries / value('busAudioEntriesPerCallSecond')) / callsEach
  const perCall = value('busAudioEntriesPerCallSecond') + value('feedEventsPerCallSecond')
  return {
    servers,
    coresEach: round(callsEach * value('busServerCoresPerCall'), 2),
    // Added once, read and acknowledged: by recognition for sound, by three groups for events.
    operationsPerSecond: Math.round(calls * (perCall + 2 * value('busAudioEntriesPerCallSecond') + 6 * value('feedEventsPerCallSecond'))),
    megabytesPerSecond: round((calls * value('busBytesPerCallSecond')) / 1e6),
    // Both streams' bounds, and as much again for what isn't messages.
    memoryGiBEach: 4,
    keptSeconds: round(keptSeconds),
  }
}

function breaksFor(demand: Demand): readonly Break[] {
  const { byThread, byKeptAudio } = callsPerBus()
  const list: Omit<Break, 'isReached'>[] = [
    {
      atCalls: byThread,
      what: 'Redis: its one thread at 60 % of a core',
      change: 'an installation for each group of queues, each with a Redis of its own; one bus over several Redis is not built',
    },
    {
      atCalls: byKeptAudio,
      what: 'Redis: bounds of a shard keep less than 12 s of sound, so a slow takeover loses some',
      change: 'raise the bounds of a shard and maxmemory',
    },
    {
      atCalls: Math.floor(ROWS_PER_POSTGRES / value('rowsPerCallSecond')),
      what: 'PostgreSQL: 5,000 rows a second',
      change: 'tables by month, a disk for the write-ahead log, a database for each installation',
    },
  ]
  if (demand.recognition === 'cpu')
    list.push({
      atCalls: callsPerBusByRecognition(demand.frenchShare),
      what: 'recognition: 32 processes, one a shard, of 8 threads',
      change: 'recognition on GPUs, or an installation for each group of queues',
    })
  else
    list.push({ atCalls: Math.floor(value('gpuChannels') / 2), what: 'one GPU', change: 'several recognition servers behind one address' })
  return list.sort((one, other) => one.atCalls - other.atCalls).map((entry) => ({ ...entry, isReached: demand.calls > entry.atCalls }))
}

/** What an installation for that many calls needs, by the figures of `measured.ts` alone. @throws RangeError for a demand that makes no sense. */
export function planCapacity(demand: Demand): CapacityPlan {
  const { calls, frenchShare, hoursPerDay, meanLoad } = demand
  if (!Number.isInteger(calls) || calls < 1) throw new RangeError('calls: expected a whole number above 0')
  if (!(frenchShare >= 0 && frenchShare <= 1)) throw new RangeError('frenchShare: expected 0 to 1')
  if (!(hoursPerDay > 0 && hoursPerDay <= 24)) throw new RangeError('hoursPerDay: expected more than 0, at most 24')
  if (!(meanLoad > 0 && meanLoad <= 1)) throw new RangeError('meanLoad: expected more than 0, at most 1')
  const buses = busesFor(demand)
  const screens = calls + Math.ceil(calls / CALLS_PER_SUPERVISOR)
  const events = calls * value('feedEventsPerCallSecond')
  const rows = calls * value('rowsPerCallSecond')
  const stored = calls * value('storedBytesPerCallSecond')
  return {
    demand,
    roles: rolesFor(demand, buses, screens),
    gpus: demand.recognition === 'gpu' ? Math.ceil((calls * 2 * RESERVE) / value('gpuChannels')) : 0,
    redis: redisFor(demand, buses),
    postgres: {
      cores: round((rows * value('storageCoreMicrosPerRow') * RESERVE) / 1e6, 2),
      rowsPerSecond: Math.round(rows),
      walMegabytesPerSecond: round((stored * value('walPerStoredByte')) / 1e6, 2),
      gigabytesPerDay: round((stored * hoursPerDay * 3600 * meanLoad) / 1e9),
    },
    network: {
      sockets: calls + screens,
      telephoneMbitPerSecond: round((calls * value('framesPerCallSecond') * value('wireBytesPerFrame') * 8) / 1e6),
      feedMbitPerSecond: round((screens * value('feedEventsPerCallSecond') * value('feedBytesPerEvent') * 8) / 1e6),
      eventsPerSecond: Math.round(events),
    },
    breaks: breaksFor(demand),
  }
}
