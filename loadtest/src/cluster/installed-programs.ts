import { accessSync, constants, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

export interface ServerProgram {
  readonly name: string
  readonly debianPackage: string
  /** Where it may be beside the PATH. */
  folders(): readonly string[]
}

export const redisProgram: ServerProgram = { name: 'redis-server', debianPackage: 'redis-server', folders: () => [] }
export const nginxProgram: ServerProgram = { name: 'nginx', debianPackage: 'nginx-light', folders: () => ['/usr/sbin'] }
export const postgresProgram: ServerProgram = {
  name: 'postgres',
  debianPackage: 'postgresql',
  folders: () => namesIn('/usr/lib/postgresql').map((version) => join('/usr/lib/postgresql', version, 'bin')),
}

/** Its path. @throws Error that names the package */
export function programOf({ name, debianPackage, folders }: ServerProgram): string {
  const candidates = [...(process.env.PATH ?? '').split(':'), ...folders()]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
  const found = candidates.find(isExecutable)
  if (found === undefined) throw new Error(`${name} is not installed: apt-get install ${debianPackage}`)
  return found
}

/** What this machine lacks, with the packages; empty when all is there. */
export function missingPrograms(wanted: readonly ServerProgram[]): string[] {
  return wanted.flatMap((each) => {
    try {
      programOf(each)
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  })
}

/** What a cluster needs and this machine lacks. */
export function missingServers(): string[] {
  return missingPrograms([redisProgram, postgresProgram, nginxProgram])
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => void server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Whether somebody listens on a port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
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
