import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './installed-programs.ts'
import { startPostgres } from './postgres-server.ts'
import { startProxy } from './proxy.ts'
import { type ServerPlace, type StartedServer, startRedis } from './redis-server.ts'
import { SecondMachine } from './second-machine.ts'
import { SmallDisk } from './small-disk.ts'
import { SupervisedProcess } from './supervised-process.ts'

export const roleNames = ['gateway', 'recognizer', 'assist', 'wrapup', 'desk'] as const
export type RoleName = (typeof roleNames)[number]

export interface ClusterPlan {
  /** Where the processes of this run keep what they have. */
  readonly folder: string
  /** Of the proxy. */
  readonly port: number
  readonly counts: Readonly<Record<RoleName, number>>
  /** A server that runs already, instead of one of its own. */
  readonly redisUrl?: string | undefined
  readonly databaseUrl?: string | undefined
  /**
   * The last process of each role that has several runs on a second machine, and Redis and PostgreSQL have small disks of their own, so that cables can be
   * pulled, clocks jump and disks fill up. Needs what `missingForSecondMachine` names.
   */
  readonly hasTwoMachines?: boolean
  /** For every process, such as `SOUFFLEUR_DEMO_PASSWORD`. */
  readonly environment?: Readonly<Record<string, string>>
  /** Ends a start that takes too long to be of use. */
  onProgress?(line: string): void
}

export interface ClusterMember {
  readonly role: RoleName
  /** `http://127.0.0.1:PORT`: `/healthz`, `/readyz`, `/metrics`. */
  readonly url: string
  readonly process: SupervisedProcess
  readonly isOnSecondMachine: boolean
}

export interface Cluster {
  /** Of the proxy: the pages, the API and the telephony sockets. */
  readonly url: string
  readonly members: readonly ClusterMember[]
  /** Undefined for servers that ran already. */
  readonly redis: StartedServer | undefined
  readonly postgres: StartedServer | undefined
  /** Undefined where everything is on one. */
  readonly secondMachine: SecondMachine | undefined
  readonly proxy: SupervisedProcess
  /** What senders of calls bear. */
  readonly streamToken: string
  /** What readers of metrics bear. */
  readonly internalToken: string
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('../../../services/standalone/src/main.ts', import.meta.url))
/** As an orchestrator does it. */
const RESTARTS_AFTER_MS = 1000
const LOOPBACK = '127.0.0.1'
const DISK_MEGABYTES = { redis: 256, postgres: 512 } as const

/**
 * The same processes as in containers, with the same environment, on one machine: Redis, PostgreSQL, a proxy, and each role as often as planned.
 * Resolves when all of them are ready. @throws Error that names what is not installed or didn't come up
 */
export async function startCluster(plan: ClusterPlan): Promise<Cluster> {
  const { folder, hasTwoMachines = false, onProgress = () => {} } = plan
  mkdirSync(folder, { recursive: true })
  // PostgreSQL runs as another account and has to get to its own folder; secrets are in one that only this account may open.
  chmodSync(folder, 0o711)
  /** What is undone at the end, the last first. */
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const each of undo.splice(0).toReversed()) await each()
  }
  const stopsLater = (each: SupervisedProcess) => void undo.push(() => each.stop(each.name === 'postgres' ? 'SIGINT' : 'SIGTERM'))
  try {
    const secondMachine = hasTwoMachines ? new SecondMachine(folder) : undefined
    if (secondMachine !== undefined) undo.push(() => secondMachine.remove())
    const addresses = [LOOPBACK, ...(secondMachine === undefined ? [] : [secondMachine.hereAddress])]
    const placeOf = (name: 'redis' | 'postgres'): ServerPlace => {
      const disk = hasTwoMachines ? new SmallDisk(join(folder, name), DISK_MEGABYTES[name]) : undefined
      if (disk !== undefined) undo.push(() => disk.remove())
      return { data: join(folder, name, 'data'), logFile: join(folder, `${name}.log`), addresses, disk }
    }
    const redis = plan.redisUrl === undefined ? await startRedis(placeOf('redis')) : undefined
    if (redis !== undefined) stopsLater(redis.process)
    const postgres = plan.databaseUrl === undefined ? await startPostgres(placeOf('postgres')) : undefined
    if (postgres !== undefined) stopsLater(postgres.process)
    onProgress('Redis and PostgreSQL answer')
    const tokens = { streamToken: randomBytes(24).toString('hex'), internalToken: randomBytes(24).toString('hex') }
    const shared = { ...tokens, sealingKey: randomBytes(32).toString('hex') }
    const secretsFor = (address: string) =>
      writeSecrets(join(folder, 'secrets', address), {
        DATABASE_URL: plan.databaseUrl ?? `postgresql://souffleur@${address}:${portOf(postgres)}/postgres`,
        SOUFFLEUR_REDIS_URL: plan.redisUrl ?? `redis://${address}:${portOf(redis)}`,
        SOUFFLEUR_STREAM_TOKEN: shared.streamToken,
        SOUFFLEUR_INTERNAL_TOKEN: shared.internalToken,
        SOUFFLEUR_SECRET_KEY: shared.sealingKey,
      })
    const members = await planMembers(plan, {
      addresses,
      secondMachine,
      secrets: secretsFor(LOOPBACK),
      secretsThere: secondMachine === undefined ? {} : secretsFor(secondMachine.hereAddress),
    })
    // The first one of all brings the database up to date; the others wait for its lock.
    for (const { process: each } of members) stopsLater(each)
    await Promise.all(members.map((member) => member.process.start().then(() => onProgress(`${member.process.name} is ready`))))
    const placesOf = (role: RoleName) => members.filter((member) => member.role === role).map(({ url }) => new URL(url).host)
    const proxyPlan = { port: plan.port, addresses, gateways: placesOf('gateway'), desks: placesOf('desk') }
    const proxy = await startProxy(folder, proxyPlan)
    stopsLater(proxy)
    return { url: `http://${LOOPBACK}:${plan.port}`, members, redis, postgres, secondMachine, proxy, ...tokens, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Surroundings {
  /** Of this machine. */
  readonly addresses: readonly string[]
  readonly secondMachine: SecondMachine | undefined
  /** Variables that name the files of secrets, here and on the second machine. */
  readonly secrets: Readonly<Record<string, string>>
  readonly secretsThere: Readonly<Record<string, string>>
}

async function planMembers(plan: ClusterPlan, { addresses, secondMachine, secrets, secretsThere }: Surroundings): Promise<ClusterMember[]> {
  const { counts, folder } = plan
  const ports = await portsOf(counts)
  return roleNames.flatMap((role) =>
    ports[role].map((port, index): ClusterMember => {
      const name = counts[role] === 1 ? role : `${role}-${index + 1}`
      const machine = index > 0 && index === counts[role] - 1 ? secondMachine : undefined
      const url = `http://${machine?.thereAddress ?? LOOPBACK}:${port}`
      const settings = settingsOf(plan, { role, port, name, ports, addresses, machine })
      const env = { ...process.env, ...plan.environment, ...(machine === undefined ? secrets : secretsThere), ...settings }
      const run = { program: process.execPath, parameters: ['--disable-warning=ExperimentalWarning', program] }
      const placed = machine === undefined ? run : machine.running(run.program, run.parameters)
      const processPlan = { ...placed, name, options: { env }, logFile: join(folder, `${name}.log`), answers: () => isReady(url, role) }
      return { role, url, process: new SupervisedProcess(processPlan, RESTARTS_AFTER_MS), isOnSecondMachine: machine !== undefined }
    }),
  )
}

type Ports = Readonly<Record<RoleName, readonly number[]>>

async function portsOf(counts: ClusterPlan['counts']): Promise<Ports> {
  const ports: Record<RoleName, number[]> = { gateway: [], recognizer: [], assist: [], wrapup: [], desk: [] }
  for (const role of roleNames) for (let index = 0; index < counts[role]; index += 1) ports[role].push(await freePort())
  return ports
}

interface Place {
  readonly role: RoleName
  readonly port: number
  readonly name: string
  readonly ports: Ports
  /** Of this machine. */
  readonly addresses: readonly string[]
  /** Where it runs, unless here. */
  readonly machine: SecondMachine | undefined
}

function settingsOf(
  { folder, port: proxyPort }: ClusterPlan,
  { role, port, name, ports, addresses, machine }: Place,
): Record<string, string> {
  const data = join(folder, 'data', name)
  mkdirSync(data, { recursive: true })
  const others = machine?.hereAddress ?? LOOPBACK
  return {
    ...machine?.environment,
    SOUFFLEUR_ROLE: role,
    HOST: addresses.length > 1 ? '0.0.0.0' : LOOPBACK,
    PORT: String(port),
    SOUFFLEUR_DATA: data,
    SOUFFLEUR_AUDIOSOCKET_PORT: 'off',
    SOUFFLEUR_TRUSTED_PROXIES: addresses.join(','),
    SOUFFLEUR_ASSIST_URL: `http://${others}:${ports.assist[0] ?? 0}`,
    SOUFFLEUR_STREAM_URL: `ws://${others}:${proxyPort}/telephony/stream`,
  }
}

/** A file each, and the variables that name them. */
function writeSecrets(place: string, values: Readonly<Record<string, string>>): Record<string, string> {
  mkdirSync(place, { recursive: true, mode: 0o700 })
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const file = join(place, name.toLowerCase())
      writeFileSync(file, value, { mode: 0o600 })
      return [`${name}_FILE`, file]
    }),
  )
}

function portOf(server: StartedServer | undefined): number {
  if (server === undefined) throw new Error('neither a server nor an address of one')
  return server.port
}

/** A desk is ready when a recognizer is: it is enough that it answers. */
async function isReady(url: string, role: RoleName): Promise<boolean> {
  try {
    return (await fetch(`${url}/${role === 'desk' ? 'healthz' : 'readyz'}`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
