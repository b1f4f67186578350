import { figures } from './measured.ts'
import type { CapacityPlan } from './plan-capacity.ts'

const format = (number: number): string => number.toLocaleString('en-GB')

/** Rows of what a plan needs, in the order of the table. */
function rowsOf({ roles, gpus, redis, postgres, network }: CapacityPlan): readonly (readonly [string, string])[] {
  const cores = roles.reduce((sum, role) => sum + role.cores, 0) + redis.servers * redis.coresEach + postgres.cores
  const memory = roles.reduce((sum, role) => sum + role.memoryGiB, 0) + redis.servers * redis.memoryGiBEach
  return [
    ...roles.map(
      ({ role, processes, cores: roleCores, memoryGiB }) =>
        [role, `${format(processes)} processes, ${format(roleCores)} cores, ${format(memoryGiB)} GiB`] as const,
    ),
    ...(gpus > 0 ? [['GPUs', format(gpus)] as const] : []),
    [
      'Redis',
      `${format(redis.servers)} server${redis.servers === 1 ? '' : 's'}, ${format(redis.coresEach)} of a core each, maxmemory ${redis.memoryGiBEach} GiB each`,
    ],
    ['Redis: operations, bytes', `${format(redis.operationsPerSecond)}/s, ${format(redis.megabytesPerSecond)} MB/s`],
    ['Redis: sound kept', `${format(redis.keptSeconds)} s without a recognizer`],
    [
      'PostgreSQL',
      `${format(postgres.cores)} cores, ${format(postgres.rowsPerSecond)} rows/s, log ${format(postgres.walMegabytesPerSecond)} MB/s`,
    ],
    ['PostgreSQL: growth', `${format(postgres.gigabytesPerDay)} GB a day`],
    ['Sockets', format(network.sockets)],
    ['Telephone side in', `${format(network.telephoneMbitPerSecond)} Mbit/s`],
    [
      'Live feed out',
      `${format(network.feedMbitPerSecond)} Mbit/s, ${format(network.eventsPerSecond)} events/s in all, ${figures.feedEventsPerCallSecond.value}/s a screen`,
    ],
    ['All of it', `${format(Math.ceil(cores))} cores, ${format(Math.ceil(memory))} GiB beside PostgreSQL's cache`],
  ]
}

/** A plan as people read it. */
export function printPlan(plan: CapacityPlan): string {
  const { demand } = plan
  const title = `${format(demand.calls)} calls at once, ${Math.round(demand.frenchShare * 100)} % French, recognition on ${demand.recognition === 'cpu' ? 'processors' : 'GPUs'}`
  const rows = rowsOf(plan).map(([name, text]) => `  ${name.padEnd(26)}${text}`)
  const breaks = plan.breaks.map(
    ({ atCalls, what, change, isReached }) =>
      `  ${isReached ? 'REACHED' : 'holds  '} ${format(atCalls).padStart(6)} calls  ${what}: ${change}`,
  )
  return [title, ...rows, '  What gives way first', ...breaks].join('\n')
}

/** Every figure that plans stand on. */
export function printFigures(): string {
  return Object.entries(figures)
    .map(([name, { value, kind, source }]) => `  ${name.padEnd(34)}${String(value).padStart(10)}  ${kind.padEnd(9)} ${source}`)
    .join('\n')
}
