import { execFileSync } from 'node:child_process'
import { appendFileSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accepts, freePort, postgresProgram, programOf } from './installed-programs.ts'
import type { ServerPlace, StartedServer } from './redis-server.ts'
import { SupervisedProcess } from './supervised-process.ts'

/** A number that PostgreSQL, started as root, refuses to run as anything but. */
const NOBODY = 65_534
const AS_NOBODY = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Debian's PostgreSQL. @throws Error when it isn't installed */
export async function startPostgres({ data: own, logFile, addresses, disk }: ServerPlace): Promise<StartedServer> {
  const program = programOf(postgresProgram)
  const port = await freePort()
  mkdirSync(own, { recursive: true })
  if ('uid' in AS_NOBODY) chownSync(own, NOBODY, NOBODY)
  const data = join(own, 'data')
  const initdb = join(program, '..', 'initdb')
  const made = ['--auth=trust', '--username=souffleur', '--encoding=UTF8', '--locale=C', '-D', data]
  execFileSync(initdb, made, { ...AS_NOBODY, cwd: own, stdio: 'pipe' })
  for (const address of addresses.slice(1)) appendFileSync(join(data, 'pg_hba.conf'), `host all all ${address}/24 trust\n`)
  const settings = ['max_connections=200', 'max_wal_size=128MB'].flatMap((setting) => ['-c', setting])
  const parameters = ['-D', data, '-k', own, '-h', addresses.join(','), '-p', String(port), ...settings]
  const options = { ...AS_NOBODY, cwd: own }
  const started = new SupervisedProcess(
    { name: 'postgres', program, parameters, options, logFile, answers: () => accepts(port) },
    undefined,
  )
  await started.start()
  return { port, process: started, disk }
}
