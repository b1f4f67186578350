import { readFile } from 'node:fs/promises'

/** What a process has used so far. Null where the system has no `/proc` (not Linux). */
export interface ProcessCost {
  readonly residentMiB: number
  /** The most that it has ever held. */
  readonly residentPeakMiB: number
  readonly cpuSeconds: number
}

/** The kernel counts processor time in ticks of 10 ms (proc(5), sysconf(_SC_CLK_TCK) is 100 on Linux). */
const TICKS_PER_SECOND = 100

/** Fields 14 and 15 of `/proc/PID/stat` (user and system time); VmRSS and VmHWM of `/proc/PID/status`, see proc(5). */
export async function processCost(pid: number): Promise<ProcessCost | null> {
  try {
    const [stat, status] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile(`/proc/${pid}/status`, 'utf8')])
    // The second field is the program's name in brackets, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    const mebibytes = (field: string): number => Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024)
    return { residentMiB: mebibytes('VmRSS'), residentPeakMiB: mebibytes('VmHWM'), cpuSeconds: ticks / TICKS_PER_SECOND }
  } catch {
    return null
  }
}
