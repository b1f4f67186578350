import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, type StartedServer, startPostgres, startProxy, startRedis } from './servers.ts'
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
}

export interface Cluster {
  /** Of the proxy: the pages, the API and the telephony sockets. */
  readonly url: string
  readonly members: readonly ClusterMember[]
  /** Undefined for servers that ran already. */
  readonly redis: SupervisedProcess | undefined
  readonly postgres: SupervisedProcess | undefined
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

/**
 * The same processes as in containers, with the same environment, on one machine: Redis, PostgreSQL, a proxy, and each role as often as planned.
 * Resolves when all of them are ready. @throws Error that names what is not installed or didn't come up
 */
export async function startCluster(plan: ClusterPlan): Promise<Cluster> {
  const { folder, counts, onProgress = () => {} } = plan
  mkdirSync(folder, { recursive: true })
  const started: SupervisedProcess[] = []
  const stop = async () => {
    for (const each of started.toReversed()) await each.stop(each.name === 'postgres' ? 'SIGINT' : 'SIGTERM')
  }
  try {
    const redis = plan.redisUrl === undefined ? await startRedis(folder) : undefined
    if (redis !== undefined) started.push(redis.process)
    const postgres = plan.databaseUrl === undefined ? await startPostgres(folder) : undefined
    if (postgres !== undefined) started.push(postgres.process)
    onProgress('Redis and PostgreSQL answer')
    const secrets = writeSecrets(folder, {
      DATABASE_URL: plan.databaseUrl ?? urlOf(postgres),
      SOUFFLEUR_REDIS_URL: plan.redisUrl ?? urlOf(redis),
      SOUFFLEUR_STREAM_TOKEN: randomBytes(24).toString('hex'),
      SOUFFLEUR_INTERNAL_TOKEN: randomBytes(24).toString('hex'),
    })
    const ports = await portsOf(counts)
    const members = roleNames.flatMap((role) =>
      ports[role].map((port, index): ClusterMember => {
        const name = counts[role] === 1 ? role : `${role}-${index + 1}`
        const url = `http://127.0.0.1:${port}`
        const options = { env: { ...process.env, ...plan.environment, ...secrets.files, ...settingsOf(plan, { role, port, name, ports }) } }
        const answers = () => isReady(url, role)
        const parameters = ['--disable-warning=ExperimentalWarning', program]
        const logFile = join(folder, `${name}.log`)
        return {
          role,
          url,
          process: new SupervisedProcess({ name, program: process.execPath, parameters, options, logFile, answers }, RESTARTS_AFTER_MS),
        }
      }),
    )
    // The first one of all brings the database up to date; the others wait for its lock.
    for (const { process: each } of members) started.push(each)
    await Promise.all(members.map((member) => member.process.start().then(() => onProgress(`${member.process.name} is ready`))))
    const proxy = await startProxy(folder, { port: plan.port, gateways: ports.gateway, desks: ports.desk })
    started.push(proxy)
    return {
      url: `http://127.0.0.1:${plan.port}`,
      members,
      redis: redis?.process,
      postgres: postgres?.process,
      proxy,
      streamToken: secrets.values.SOUFFLEUR_STREAM_TOKEN,
      internalToken: secrets.values.SOUFFLEUR_INTERNAL_TOKEN,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
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
}

function settingsOf({ folder, port: proxyPort }: ClusterPlan, { role, port, name, ports }: Place): Record<string, string> {
  const data = join(folder, 'data', name)
  mkdirSync(data, { recursive: true })
  return {
    SOUFFLEUR_ROLE: role,
    HOST: '127.0.0.1',
    PORT: String(port),
    SOUFFLEUR_DATA: data,
    SOUFFLEUR_AUDIOSOCKET_PORT: 'off',
    SOUFFLEUR_TRUSTED_PROXIES: '127.0.0.1',
    SOUFFLEUR_ASSIST_URL: `http://127.0.0.1:${ports.assist[0] ?? 0}`,
    SOUFFLEUR_STREAM_URL: `ws://127.0.0.1:${proxyPort}/telephony/stream`,
  }
}

function writeSecrets<Name extends string>(folder: string, values: Readonly<Record<Name, string>>) {
  const place = join(folder, 'secrets')
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const files: Record<string, string> = {}
  for (const [name, value] of Object.entries<string>(values)) {
    files[`${name}_FILE`] = join(place, name.toLowerCase())
    writeFileSync(join(place, name.toLowerCase()), value, { mode: 0o600 })
  }
  const keyFile = join(place, 'secret.key')
  writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 })
  return { values, files: { ...files, SOUFFLEUR_SECRET_KEY_FILE: keyFile } }
}

function urlOf(server: StartedServer | undefined): string {
  if (server === undefined) throw new Error('neither a server nor an address of one')
  return server.url
}

/** A desk is ready when a recognizer is: it is enough that it answers. */
async function isReady(url: string, role: RoleName): Promise<boolean> {
  try {
    return (await fetch(`${url}/${role === 'desk' ? 'healthz' : 'readyz'}`, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
