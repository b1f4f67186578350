import type { Cluster, ClusterMember, RoleName } from '../cluster/cluster.ts'

/** Something that goes wrong, or is done on purpose, while calls run. */
export interface Fault {
  readonly name: string
  /** Resolves when the fault itself is over; the system may still be recovering. */
  strike(cluster: Cluster): Promise<void>
}

const SERVER_AWAY_MS = 2000
/** The first one is back by then, and has its share again. */
const BETWEEN_KILLS_MS = 10_000
const STANDSTILL_MS = 10_000
const SLOW_MS = 5000

export const faults: readonly Fault[] = [
  killed('recognizer'),
  killed('assist'),
  killed('wrapup'),
  killed('desk'),
  killed('gateway'),
  {
    name: 'kill -9 Redis, back after 2 s',
    strike: async ({ redis }) => {
      redis?.signal('SIGKILL')
      await after(SERVER_AWAY_MS)
      await redis?.start()
    },
  },
  {
    name: 'PostgreSQL ends at once, back after 2 s',
    strike: async ({ postgres }) => {
      // Its own word for a crash: a killed postmaster would leave children that hold its memory.
      postgres?.signal('SIGQUIT')
      await after(SERVER_AWAY_MS)
      await postgres?.start()
    },
  },
  standsStill('recognizer'),
  standsStill('gateway'),
  standsStill('desk'),
  {
    name: 'Redis stands still for 5 s',
    strike: async ({ redis }) => {
      redis?.signal('SIGSTOP')
      await after(SLOW_MS)
      redis?.signal('SIGCONT')
    },
  },
  {
    name: 'rolling update: each process in turn',
    strike: async (cluster) => {
      for (const { process } of cluster.members) {
        await process.stop()
        await process.start()
      }
    },
  },
]

function killed(role: RoleName): Fault {
  return {
    name: `kill -9 each ${role} in turn`,
    strike: async ({ members }) => {
      for (const [at, { process }] of members.filter((member) => member.role === role).entries()) {
        if (at > 0) await after(BETWEEN_KILLS_MS)
        process.signal('SIGKILL')
      }
    },
  }
}

function standsStill(role: RoleName): Fault {
  return {
    name: `${article(role)} stands still for 10 s`,
    strike: async (cluster) => {
      const { process } = firstOf(cluster, role)
      process.signal('SIGSTOP')
      await after(STANDSTILL_MS)
      process.signal('SIGCONT')
    },
  }
}

function article(role: RoleName): string {
  return `${role === 'assist' ? 'an' : 'a'} ${role}`
}

function firstOf({ members }: Cluster, role: RoleName): ClusterMember {
  const found = members.find((member) => member.role === role)
  if (found === undefined) throw new Error(`no ${role} in this cluster`)
  return found
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
