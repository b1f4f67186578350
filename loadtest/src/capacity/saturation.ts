import type { LoadReport } from '../report/load-report.ts'

export const bottlenecks = ['processor', 'event-loop', 'recognition-queue', 'memory', 'refusals', 'drops', 'unknown'] as const
export type Bottleneck = (typeof bottlenecks)[number]

const FULL_CORES_SHARE = 0.85
const LAGGING_LOOP_MS = 100
const LONG_QUEUE_A_CALL = 1
const FULL_MEMORY_SHARE = 0.9

/**
 * What gave way first in a run that missed its targets, by the signs that a server shows: refused calls and drops are decisions of the server, a
 * processor that is in use throughout explains long queues, and a queue without a busy processor means that decoders are too few.
 */
export function bottleneckOf(
  { server, failures, drops, all }: LoadReport,
  machine: { readonly cores: number; readonly memoryMiB: number },
): Bottleneck {
  if (Object.keys(failures).some((code) => code === 'call.no-capacity' || code === 'call.too-many')) return 'refusals'
  if ((server.memoryPeakMiB ?? 0) > machine.memoryMiB * FULL_MEMORY_SHARE) return 'memory'
  if ((server.cpuCoresMean ?? 0) > machine.cores * FULL_CORES_SHARE) return 'processor'
  if ((server.loopP99MaxMs ?? 0) > LAGGING_LOOP_MS) return 'event-loop'
  if ((server.queueDepthMax ?? 0) > all.calls * LONG_QUEUE_A_CALL) return 'recognition-queue'
  if (Object.keys(drops).length > 0) return 'drops'
  return 'unknown'
}
