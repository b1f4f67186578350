import type { Cluster, ClusterMember, RoleName } from '../cluster/cluster.ts'
import { keepRedisBusy, type StartedServer } from '../cluster/redis-server.ts'
import type { SecondMachine } from '../cluster/second-machine.ts'

/** Something that goes wrong, or is done on purpose, while calls run. */
export interface Fault {
  readonly name: string
  /** It needs a cluster of two machines, with small disks. */
  readonly needsTwoMachines?: boolean
  /** Clocks disagree while it lasts: when text came can't be told. */
  readonly confusesClocks?: boolean
  /** Resolves when the fault itself is over; the system may still be recovering. */
  strike(cluster: Cluster): Promise<void>
}

const SERVER_AWAY_MS = 2000
/** The first one is back by then, and has its share again. */
const BETWEEN_KILLS_MS = 10_000
const STANDSTILL_MS = 10_000
const SLOW_MS = 5000
/** Each command of Redis waits for half of it on average; a call has dozens of them a second. */
const BUSY_PAUSE_MS = 200
const TROUBLE_MS = 10_000
const HOUR_S = 3600

export const faults: readonly Fault[] = [
  killed('recognizer'),
  killed('assist'),
  killed('wrapup'),
  killed('desk'),
  killed('gateway'),
  {
    name: 'kill -9 Redis, back after 2 s',
    strike: async ({ redis }) => {
      redis?.process.signal('SIGKILL')
      await after(SERVER_AWAY_MS)
      await redis?.process.start()
    },
  },
  {
    name: 'PostgreSQL ends at once, back after 2 s',
    strike: async ({ postgres }) => {
      // Its own word for a crash: a killed postmaster would leave children that hold its memory.
      postgres?.process.signal('SIGQUIT')
      await after(SERVER_AWAY_MS)
      await postgres?.process.start()
    },
  },
  standsStill('recognizer'),
  standsStill('gateway'),
  standsStill('desk'),
  {
    name: 'Redis stands still for 5 s',
    strike: async ({ redis }) => {
      redis?.process.signal('SIGSTOP')
      await after(SLOW_MS)
      redis?.process.signal('SIGCONT')
    },
  },
  {
    name: 'Redis answers up to 200 ms late for 10 s',
    strike: async ({ redis }) => {
      if (redis !== undefined) await keepRedisBusy(redis.port, BUSY_PAUSE_MS, TROUBLE_MS)
    },
  },
  diskIsFull('Redis', ({ redis }) => redis),
  diskIsFull('PostgreSQL', ({ postgres }) => postgres),
  {
    name: 'the second machine is cut off for 10 s',
    needsTwoMachines: true,
    strike: async (cluster) => {
      const machine = secondOf(cluster)
      machine.cutNetwork()
      await after(TROUBLE_MS)
      machine.mendNetwork()
    },
  },
  clockJumps('ahead', HOUR_S),
  clockJumps('back', -HOUR_S),
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

/** An operator makes room, and starts again what gave up. */
function diskIsFull(name: string, serverOf: (cluster: Cluster) => StartedServer | undefined): Fault {
  return {
    name: `the disk of ${name} is full for 10 s`,
    needsTwoMachines: true,
    strike: async (cluster) => {
      const server = serverOf(cluster)
      server?.disk?.fill()
      await after(TROUBLE_MS)
      server?.disk?.free()
      if (server?.process.pid === undefined) await server?.process.start()
    },
  }
}

function clockJumps(direction: string, seconds: number): Fault {
  return {
    name: `the second machine’s clock jumps an hour ${direction}`,
    needsTwoMachines: true,
    confusesClocks: true,
    strike: async (cluster) => {
      const machine = secondOf(cluster)
      machine.jumpClock(seconds)
      await after(TROUBLE_MS)
      machine.jumpClock(0)
    },
  }
}

function secondOf({ secondMachine }: Cluster): SecondMachine {
  if (secondMachine === undefined) throw new Error('no second machine in this cluster')
  return secondMachine
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
