import { createHash } from 'node:crypto'
import type { CancelTimer } from '@souffleur/flow'
import { AppError, type ErrorCode } from '@souffleur/proto'
import { Redis } from 'ioredis'
import type { BusMetrics } from './bus-metrics.ts'
import type { Script } from './scripts.ts'
import { backoffMs, codedRedisError, complaintsAbout } from './server.ts'
import type { RedisBusOptions, RedisBusSettings } from './settings.ts'

export interface ConnectionPorts {
  readonly options: RedisBusOptions
  readonly settings: RedisBusSettings
  readonly metrics: BusMetrics
  readonly channels: readonly string[]
  /** Connected, checked, and listening: at the first time and after each break. */
  onUp(): void
  onMessage(channel: string, message: Uint8Array): void
}

type Argument = string | number | Uint8Array

/**
 * Two sockets to one server: one for commands, one that hears. Both are up or the connection is down; it comes back by itself, ever more
 * slowly. Nothing is queued here: what is asked for while it is down fails at once.
 */
export class RedisConnection {
  readonly #ports: ConnectionPorts
  #commands: Redis | undefined
  #hearing: Redis | undefined
  #isUp = false
  #closed = false
  #failures = 0
  #lastCode: ErrorCode | undefined
  #cancelRetry: CancelTimer | undefined
  /** Why a connection could not be made: `connect` itself only says that it is closed. */
  #cause: AppError | undefined

  constructor(ports: ConnectionPorts) {
    this.#ports = ports
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** @throws AppError when the server isn't fit for the bus, or stays away for the patience of the settings. */
  async start(): Promise<void> {
    const { clock } = this.#ports.options
    const endMs = clock.monotonicMs() + this.#ports.settings.startPatienceMs
    for (;;) {
      try {
        await this.#open()
        return
      } catch (error) {
        const coded = this.#cause ?? codedRedisError(error)
        this.#drop()
        if (!coded.retryable || clock.monotonicMs() >= endMs) throw coded
        this.#tell(coded)
        this.#failures += 1
        await new Promise<void>((resolve) => clock.setTimer(resolve, backoffMs(this.#failures)))
      }
    }
  }

  /** @throws AppError with the code of what went wrong. */
  async run(script: Script, keys: readonly string[], values: readonly Argument[]): Promise<unknown> {
    const parameters = [keys.length, ...keys, ...values.map(asParameter)]
    try {
      return await this.#command('EVALSHA', [hashOf(script), ...parameters])
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw this.#failed(error)
    }
    return this.#command('EVAL', [script.lua, ...parameters]).catch((error: unknown) => {
      throw this.#failed(error)
    })
  }

  /** @throws AppError */
  async command(name: string, ...values: readonly Argument[]): Promise<unknown> {
    return this.#command(name, values.map(asParameter)).catch((error: unknown) => {
      throw this.#failed(error)
    })
  }

  close(): void {
    this.#closed = true
    this.#cancelRetry?.()
    this.#drop()
  }

  async #command(name: string, parameters: (string | number | Buffer)[]): Promise<unknown> {
    const commands = this.#commands
    if (commands === undefined || !this.#isUp) throw new AppError('bus.redis-away', 'not connected')
    const startMs = this.#ports.options.clock.monotonicMs()
    const reply = await commands.callBuffer(name, parameters)
    this.#ports.metrics.roundTrip.observe((this.#ports.options.clock.monotonicMs() - startMs) / 1000)
    return reply
  }

  async #open(): Promise<void> {
    this.#cause = undefined
    const made = [this.#client('commands'), this.#client('hearing')] as const
    const [commands, hearing] = made
    this.#commands = commands
    this.#hearing = hearing
    const connected = made.map((client) => client.connect())
    // A socket can fail a second time while it is being closed, when ioredis no longer listens: unheard, that would end the process.
    setImmediate(() => {
      for (const { stream } of made) stream?.on('error', () => undefined)
    })
    await Promise.all(connected)
    this.#check(await commands.info())
    hearing.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#ports.onMessage(channel.toString(), message))
    await hearing.subscribe(...this.#ports.channels)
    for (const client of made) client.once('close', () => this.#lost(client))
    if (this.#closed || made.some(({ status }) => status !== 'ready')) throw new AppError('bus.redis-away', 'lost at once')
    this.#isUp = true
    this.#failures = 0
    if (this.#lastCode !== undefined) this.#ports.options.log.info('The bus is back')
    this.#lastCode = undefined
    this.#ports.metrics.up.set(1)
    this.#ports.onUp()
  }

  #client(role: string): Redis {
    const client = new Redis(this.#ports.options.url, clientOptions(this.#ports.options, this.#ports.settings, role))
    // Each failure comes to the command or the connect that it fails; unheard, it would end the process.
    client.on('error', (error) => this.#noteCause(error))
    return client
  }

  #noteCause(error: unknown): void {
    this.#cause = codedRedisError(error)
  }

  /** @throws AppError */
  #check(info: string): void {
    for (const { code, detail, isFatal } of complaintsAbout(info)) {
      if (isFatal) throw new AppError(code, detail)
      this.#ports.options.log.warn('The server of the bus is not as it should be', { code, detail })
    }
  }

  #failed(error: unknown): AppError {
    const coded = codedRedisError(error)
    this.#ports.metrics.failures.inc({ code: coded.code })
    // Another server may have become the master: the name is looked up again.
    if (coded.code === 'bus.redis-readonly' || coded.code === 'bus.redis-slow') this.#commands?.disconnect()
    if (coded.code !== 'bus.redis-away') this.#tell(coded)
    return coded
  }

  #lost(client: Redis): void {
    if (client !== this.#commands && client !== this.#hearing) return
    this.#drop()
    if (this.#closed) return
    this.#tell(new AppError('bus.redis-away'))
    this.#retryLater()
  }

  #retryLater(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#ports.options.clock.setTimer(() => {
      this.#open().catch((error: unknown) => {
        this.#tell(this.#cause ?? codedRedisError(error))
        this.#drop()
        if (!this.#closed) this.#retryLater()
      })
    }, backoffMs(this.#failures))
    this.#failures += 1
  }

  #drop(): void {
    this.#isUp = false
    const clients = [this.#commands, this.#hearing]
    this.#commands = undefined
    this.#hearing = undefined
    for (const client of clients) client?.disconnect()
    this.#ports.metrics.up.set(0)
  }

  /** Once for each kind of trouble in a row. */
  #tell({ code, detail }: AppError): void {
    if (this.#lastCode === code) return
    this.#lastCode = code
    this.#ports.options.log.error('The server of the bus fails', { code, detail })
  }
}

function clientOptions({ username, password, tls, service }: RedisBusOptions, settings: RedisBusSettings, role: string) {
  return {
    connectionName: `souffleur-${service}-${role}`.replaceAll(/[^\w-]/g, '-'),
    lazyConnect: true,
    protocol: 2 as const,
    connectTimeout: settings.commandTimeoutMs,
    commandTimeout: settings.commandTimeoutMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: { ...tls } }),
  }
}

const hashes = new Map<Script, string>()

function hashOf(script: Script): string {
  const known = hashes.get(script)
  if (known !== undefined) return known
  const hash = createHash('sha1').update(script.lua).digest('hex')
  hashes.set(script, hash)
  return hash
}

function asParameter(value: Argument): string | number | Buffer {
  return value instanceof Uint8Array && !Buffer.isBuffer(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : (value as string | number | Buffer)
}
