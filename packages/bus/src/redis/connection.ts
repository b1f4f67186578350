import { createHash } from 'node:crypto'
import type { CancelTimer } from '@souffleur/flow'
import { AppError, type ErrorCode } from '@souffleur/proto'
import { Redis } from 'ioredis'
import type { BusMetrics } from './bus-metrics.ts'
import type { Script } from './scripts.ts'
import { backoffMs, codedRedisError, complaintsAbout } from './server.ts'
import type { RedisBusOptions, RedisBusSettings } from './settings.ts'

export interface ConnectionEvents {
  /** Connected, checked, and listening: at the first time and after each break. */
  onUp(): void
  onDown(): void
  onMessage(channel: string, message: Uint8Array): void
}

type Argument = string | number | Uint8Array

/**
 * Two sockets to one server: one for commands, one that hears. Both are up or the connection is down; it comes back by itself, ever more
 * slowly. Nothing is queued here: what is asked for while it is down fails at once.
 */
export class RedisConnection {
  readonly #options: RedisBusOptions
  readonly #settings: RedisBusSettings
  readonly #metrics: BusMetrics
  readonly #events: ConnectionEvents
  readonly #channels: readonly string[]
  #commands: Redis | undefined
  #hearing: Redis | undefined
  #isUp = false
  #closed = false
  #failures = 0
  #lastCode: ErrorCode | undefined
  #cancelRetry: CancelTimer | undefined
  /** Why the server turned a connection down: `connect` itself only says that it is closed. */
  #refusal: AppError | undefined

  constructor(ports: {
    readonly options: RedisBusOptions
    readonly settings: RedisBusSettings
    readonly metrics: BusMetrics
    readonly events: ConnectionEvents
    readonly channels: readonly string[]
  }) {
    this.#options = ports.options
    this.#settings = ports.settings
    this.#metrics = ports.metrics
    this.#events = ports.events
    this.#channels = ports.channels
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** @throws AppError when the server isn't fit for the bus, or stays away for the patience of the settings. */
  async start(): Promise<void> {
    const { clock } = this.#options
    const endMs = clock.monotonicMs() + this.#settings.startPatienceMs
    for (;;) {
      try {
        await this.#open()
        return
      } catch (error) {
        const coded = this.#refusal ?? codedRedisError(error)
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
    const startMs = this.#options.clock.monotonicMs()
    const reply = await commands.callBuffer(name, parameters)
    this.#metrics.roundTrip.observe((this.#options.clock.monotonicMs() - startMs) / 1000)
    return reply
  }

  async #open(): Promise<void> {
    this.#refusal = undefined
    const made = [this.#client('commands'), this.#client('hearing')] as const
    const [commands, hearing] = made
    this.#commands = commands
    this.#hearing = hearing
    await Promise.all(made.map((client) => client.connect()))
    this.#check(await commands.info())
    hearing.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#events.onMessage(channel.toString(), message))
    await hearing.subscribe(...this.#channels)
    for (const client of made) client.once('close', () => this.#lost(client))
    if (made.some(({ status }) => status !== 'ready')) throw new AppError('bus.redis-away', 'lost at once')
    this.#isUp = true
    this.#failures = 0
    if (this.#lastCode !== undefined) this.#options.log.info('The bus is back')
    this.#lastCode = undefined
    this.#metrics.up.set(1)
    this.#events.onUp()
  }

  #client(role: string): Redis {
    const client = new Redis(this.#options.url, clientOptions(this.#options, this.#settings, role))
    // Each failure comes to the command or the connect that it fails; unheard, it would end the process.
    client.on('error', (error) => this.#noteCause(error))
    return client
  }

  #noteCause(error: unknown): void {
    const coded = codedRedisError(error)
    if (coded.code !== 'bus.redis-away') this.#refusal = coded
  }

  /** @throws AppError */
  #check(info: string): void {
    for (const { code, detail, isFatal } of complaintsAbout(info)) {
      if (isFatal) throw new AppError(code, detail)
      this.#options.log.warn('The server of the bus is not as it should be', { code, detail })
    }
  }

  #failed(error: unknown): AppError {
    const coded = codedRedisError(error)
    this.#metrics.failures.inc({ code: coded.code })
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
    this.#cancelRetry = this.#options.clock.setTimer(() => {
      this.#open().catch((error: unknown) => {
        this.#tell(this.#refusal ?? codedRedisError(error))
        this.#drop()
        if (!this.#closed) this.#retryLater()
      })
    }, backoffMs(this.#failures))
    this.#failures += 1
  }

  #drop(): void {
    const wasUp = this.#isUp
    this.#isUp = false
    const clients = [this.#commands, this.#hearing]
    this.#commands = undefined
    this.#hearing = undefined
    for (const client of clients) client?.disconnect()
    this.#metrics.up.set(0)
    if (wasUp) this.#events.onDown()
  }

  /** Once for each kind of trouble in a row. */
  #tell({ code, detail }: AppError): void {
    if (this.#lastCode === code) return
    this.#lastCode = code
    this.#options.log.error('The server of the bus fails', { code, detail })
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
