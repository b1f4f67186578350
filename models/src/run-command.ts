import { spawn } from 'node:child_process'
import { err, ok, type Result } from '@souffleur/flow'

const ERROR_CHARACTERS = 400

export interface CommandPlace {
  readonly cwd: string
  readonly environment?: NodeJS.ProcessEnv
}

/** Runs a program to its end; the error is the end of what it complained about. */
export function runCommand(
  command: string,
  parameters: readonly string[],
  { cwd, environment = process.env }: CommandPlace,
): Promise<Result<void, string>> {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { cwd, env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
    let complaint = ''
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-ERROR_CHARACTERS)
    })
    child.on('error', (error) => resolve(err(error.message)))
    child.on('close', (status) => resolve(status === 0 ? ok(undefined) : err(oneLine(complaint) || `exit status ${status}`)))
  })
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' / ')
}
