import { execFileSync, spawn } from 'node:child_process'
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A PostgreSQL server for a test run: the one that DATABASE_URL names, or one of our own from the machine's binaries. */
export interface PostgresServer {
  readonly url: string
  stop(): void
}

/** A number that PostgreSQL itself, started as root, refuses to run as. */
const NOBODY = 65_534
const PASSWORDLESS = ['--auth=trust', '--username=souffleur', '--encoding=UTF8', '--locale=C', '--no-sync']

export function postgresIsAvailable(): boolean {
  return process.env.DATABASE_URL !== undefined || binaryFolder() !== undefined
}

/** Listens on a socket in its own folder only, so no port is taken. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.DATABASE_URL
  if (given !== undefined) return { url: given, stop: () => {} }
  const binaries = binaryFolder()
  if (binaries === undefined) throw new Error('no PostgreSQL server on this machine')
  const folder = mkdtempSync(join(tmpdir(), 'souffleur-postgres-'))
  const account = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  if ('uid' in account) chownSync(folder, NOBODY, NOBODY)
  const data = join(folder, 'data')
  execFileSync(join(binaries, 'initdb'), [...PASSWORDLESS, '-D', data], { ...account, cwd: folder, stdio: 'pipe' })
  const server = spawn(join(binaries, 'postgres'), ['-D', data, '-k', folder, '-h', '', '-F'], { ...account, cwd: folder })
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}`)))
    server.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('ready to accept connections')) resolve()
    })
  })
  return {
    url: `postgresql://souffleur@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop() {
      server.kill('SIGINT')
      server.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    },
  }
}

function binaryFolder(): string | undefined {
  const candidates = [...(process.env.PATH ?? '').split(':'), ...debianFolders()]
  return candidates.find((folder) => folder !== '' && isExecutable(join(folder, 'postgres')) && isExecutable(join(folder, 'initdb')))
}

function debianFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin'))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
