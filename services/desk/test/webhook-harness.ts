import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { onTestFinished } from 'vitest'
import { givenSealingKey } from '../src/index.ts'
import type { Database, PlainDatabase } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'
import { parseAllowedHosts } from '../src/webhooks/allowed-hosts.ts'
import type { WebhookEvent } from '../src/webhooks/webhook.ts'
import { Webhooks } from '../src/webhooks/webhooks.ts'
import { openTestRecords } from './records.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

export async function openDatabase(): Promise<Database> {
  const database = await openTestRecords()
  onTestFinished(() => database.close())
  return database
}

export interface WebhookHarness {
  readonly webhooks: Webhooks
  readonly clock: ManualClock
  readonly database: Database
  readonly log: ReturnType<typeof createRecordingLog>
  readonly metrics: ReturnType<typeof createMetrics>
  /** Stores a revision with its event, as a save does, and tells the deliverer. */
  save(callId: string, revision: number, event?: WebhookEvent): Promise<void>
  /** Time passes, and what falls due then is sent. */
  pass(ms: number): Promise<void>
  addEndpoint(receiver: WebhookReceiver, name?: string): Promise<{ id: string; secret: string }>
  /** A stop, with as much time as it takes. */
  stop(): Promise<void>
  states(): Promise<string[]>
  metric(name: string): Promise<string>
}

export interface WebhookHarnessOptions {
  readonly hosts: string
  readonly database?: PlainDatabase
  readonly clock?: ManualClock
  readonly key?: number
}

/** Webhooks on a real database, with waits that are as short as they may be. */
export async function startWebhooks({ hosts, key = 7, ...given }: WebhookHarnessOptions): Promise<WebhookHarness> {
  const { clock = new ManualClock() } = given
  const database = await openTestRecords(given.database ?? (await openDatabase()))
  const log = createRecordingLog()
  const metrics = createMetrics()
  const allowed = parseAllowedHosts(hosts)
  if ('wrong' in allowed) throw new Error(allowed.wrong)
  const sealingKey = givenSealingKey(new Uint8Array(32).fill(key))
  const webhooks = new Webhooks({ database, clock, log, metrics, sealingKey, hosts: allowed, random: () => 0 })
  await webhooks.start()
  return {
    webhooks,
    clock,
    database,
    log,
    metrics,
    async save(callId, revision, event = 'summary.saved') {
      const at = new Date(clock.unixMs())
      const state = event === 'summary.saved' ? 'saved' : 'approved'
      await database.transaction(async (tx) => {
        await tx.query(sql`
          INSERT INTO calls (call_id, state, title, language, queue, advisor_id, source, synthetic, started_at, ended_at, duration_ms)
          VALUES (${callId}, 'ended', '', 'fr', 'claims', 'advisor', 'test', TRUE, ${at}, ${at}, 60000) ON CONFLICT DO NOTHING`)
        await tx.query(sql`
          INSERT INTO summary_revisions (call_id, revision, state, author_id, at, summary)
          VALUES (${callId}, ${revision}, ${state}, 'advisor', ${at}, '{"language":"fr"}'::jsonb)`)
        await webhooks.add(tx, { callId, revision, event, at })
      })
      webhooks.wake()
    },
    async pass(ms) {
      clock.advance(ms)
      await webhooks.settled()
    },
    async addEndpoint(receiver, name = receiver.host) {
      const settings = { name, url: receiver.url, events: ['summary.saved' as const, 'summary.approved' as const], isOn: true }
      const { endpoint, secret } = await webhooks.addEndpoint(settings, 'ops')
      return { id: endpoint.id, secret }
    },
    async stop() {
      let isStopped = false
      const stopped = webhooks.stop().then(() => {
        isStopped = true
      })
      while (!isStopped) await clock.advanceAsync(1000)
      await stopped
    },
    async states() {
      const { rows } = await database.query(sql`
        SELECT COALESCE(call_id || ':' || revision, event) || ' ' || state || ' ' || attempts
          || COALESCE(' ' || failure, '') || COALESCE(' ' || status, '') AS line
        FROM webhook_deliveries ORDER BY sequence`)
      return rows.map((row) => String(Object.values(Object(row))[0]))
    },
    async metric(name) {
      const line = (await metrics.metrics()).split('\n').find((each) => each.startsWith(name))
      return line?.split(' ').at(-1) ?? ''
    },
  }
}
