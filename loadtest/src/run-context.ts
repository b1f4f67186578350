import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/** The keys that every result carries, so that a figure can be made again: the command, the commit and the machine. */
export interface RunContext {
  readonly command: string
  readonly commit: string
  readonly machine: string
}

export function runContext(command: string): RunContext {
  return { command, commit: commit(), machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores` }
}

/** A copy without its history has no commit to name. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'unknown'
  }
}
