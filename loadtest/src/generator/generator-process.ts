import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Clock, systemClock } from '@souffleur/flow'
import { Schedule } from '../line/schedule.ts'
import { Lateness } from '../measure/lateness.ts'
import { EncodedSounds } from '../sound/frame-source.ts'
import { planSound, type SoundPlan } from '../sound/plan-sound.ts'
import { readLibrary, type SoundLibrary } from '../sound/read-library.ts'
import { type CallWatcher, openCallWatcher } from '../watch-calls.ts'
import type { FromGenerator, GeneratorTask, ToGenerator } from './messages.ts'
import { playPlannedCall } from './play-planned-call.ts'

/**
 * Plays calls in a process of its own, so that what it costs isn't the server's nor the report's: reads a task from its parent, and tells it of every
 * call that ended and, each second, how it keeps up.
 */
const BEAT_MS = 1000
/** Connections and libraries are ready before the first call. */
const PREPARATION_MS = 500

const stop = new AbortController()

process.on('message', (message: ToGenerator) => {
  switch (message.type) {
    case 'play':
      play(message.task, systemClock).then(
        () => tell({ type: 'done' }),
        (error: unknown) => tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
      )
      return
    case 'stop':
      stop.abort(new Error('stopped'))
  }
})
process.on('disconnect', () => process.exit())
// A terminal's Ctrl-C reaches every process in it: the parent says when to hang up.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
tell({ type: 'ready' })

async function play(task: GeneratorTask, clock: Clock): Promise<void> {
  const libraries = new Map<string, SoundLibrary>()
  for (const { audio } of task.groups) if (!libraries.has(audio)) libraries.set(audio, await readLibrary(audio))
  const watched = task.groups.some(({ protocol }) => protocol !== 'native')
  const watcher = watched && task.watcher !== undefined ? await openCallWatcher(task.serverUrl, task.watcher) : undefined
  const pulse = new Pulse(clock)
  const schedule = new Schedule(clock)
  const encoded = new Map<EncodedSounds['encoding'], EncodedSounds>()
  const sounds = (encoding: EncodedSounds['encoding']): EncodedSounds => {
    const known = encoded.get(encoding) ?? new EncodedSounds(encoding)
    encoded.set(encoding, known)
    return known
  }
  const runStartMs = clock.monotonicMs() + PREPARATION_MS
  pulse.begin()
  try {
    await Promise.all(
      task.calls.map(async (planned) => {
        const group = task.groups[planned.group]
        const library = group === undefined ? undefined : libraries.get(group.audio)
        if (group === undefined || library === undefined) return
        // Planned as late as possible: the plans of a day's calls would fill the memory.
        await schedule.until(runStartMs + planned.startMs - PREPARATION_MS / 2, stop.signal).catch(() => {})
        if (stop.signal.aborted) return
        const plan: SoundPlan =
          group.idleFrameMs === undefined
            ? planSound(library, { language: group.language, lengthMs: planned.durationMs, seed: planned.seed })
            : { lengthSamples: 0, pieces: [], turns: [] }
        pulse.callsUp += 1
        const result = await playPlannedCall(planned, group, plan, {
          clock,
          schedule,
          runStartMs,
          serverUrl: task.serverUrl,
          doorUrl: task.doorUrls[group.protocol],
          credential: task.credentials[group.protocol],
          watcher: followed(group.protocol, watcher),
          heardAlone: task.heardAlone,
          patienceMs: task.patienceMs,
          signal: stop.signal,
          sounds,
          onSent: (lateMs) => pulse.lateness.note(lateMs),
          onFinal: (ms) => pulse.finalsMs.push(ms),
        })
        pulse.callsUp -= 1
        tell({ type: 'call', result })
      }),
    )
  } finally {
    pulse.end()
    watcher?.close()
  }
}

/** The native protocol brings its events itself. */
function followed(protocol: string, watcher: CallWatcher | undefined): CallWatcher | undefined {
  return protocol === 'native' ? undefined : watcher
}

/** Tells each second how this process keeps up. */
class Pulse {
  callsUp = 0
  readonly lateness = new Lateness()
  readonly finalsMs: number[] = []
  readonly #clock: Clock
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })
  #cpu = process.cpuUsage()
  #cancel = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  begin(): void {
    this.#delay.enable()
    this.#cpu = process.cpuUsage()
    this.#plan()
  }

  end(): void {
    this.#cancel()
    this.#beat()
    this.#delay.disable()
  }

  #plan(): void {
    this.#cancel = this.#clock.setTimer(() => {
      this.#beat()
      this.#plan()
    }, BEAT_MS)
  }

  #beat(): void {
    const { user, system } = process.cpuUsage(this.#cpu)
    this.#cpu = process.cpuUsage()
    tell({
      type: 'beat',
      beat: {
        callsUp: this.callsUp,
        lateMaxMs: this.lateness.maxMs,
        lateP99Ms: this.lateness.percentile(0.99),
        moments: this.lateness.count,
        loopP99Ms: this.#delay.percentile(99) / 1e6,
        cpuShare: (user + system) / 1000 / BEAT_MS,
        finalsMs: this.finalsMs.splice(0).map(Math.round),
      },
    })
    this.lateness.clear()
    this.#delay.reset()
  }
}

function tell(message: FromGenerator): void {
  process.send?.(message)
}
