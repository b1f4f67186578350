import { appendFile, mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CancelTimer, Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type Database, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { type AuditVerification, auditHead, verifyAuditChain } from './audit-chain.ts'

/** Where the chain stood at a moment, kept outside of the database: whoever rewrites or shortens the chain can't make it fit. */
const auditAnchor = z.object({ at: z.iso.datetime(), sequence: z.number().int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) })
export type AuditAnchor = z.infer<typeof auditAnchor>

export interface AuditAnchorsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  /** Best on another disk, or one that can only be added to. */
  readonly file: string
}

const DAY_MS = 86_400_000
/** After the start: a process that is killed every night would never anchor otherwise. */
const FIRST_MS = 60_000

/** Writes where the chain stands into a file: soon after the start, every day, and when Souffleur stops. */
export class AuditAnchors {
  readonly #options: AuditAnchorsOptions
  #cancel: CancelTimer
  #sequence = 0
  #last: Promise<void> = Promise.resolve()

  constructor(options: AuditAnchorsOptions) {
    this.#options = options
    this.#cancel = options.clock.setTimer(() => this.#daily(), FIRST_MS)
  }

  /** Nothing when there is no entry since the last anchor of this process. A file that can't be written is logged. One at a time. */
  anchor(): Promise<void> {
    this.#last = this.#last.then(() => this.#write())
    return this.#last
  }

  async #write(): Promise<void> {
    const { database, clock, log, file } = this.#options
    try {
      const { sequence, hash } = await auditHead(database)
      if (sequence === this.#sequence || sequence === 0) return
      const anchor: AuditAnchor = { at: new Date(clock.unixMs()).toISOString(), sequence, hash }
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await appendFile(file, `${JSON.stringify(anchor)}\n`, { mode: 0o600 })
      const handle = await open(file, 'r+')
      await handle.sync().finally(() => handle.close())
      this.#sequence = sequence
    } catch (error) {
      log.error('the audit log could not be anchored; it is tried again', { code: 'audit.anchor-failed', error })
    }
  }

  async stop(): Promise<void> {
    this.#cancel()
    await this.anchor()
  }

  #daily(): void {
    void this.anchor()
    this.#cancel = this.#options.clock.setTimer(() => this.#daily(), DAY_MS)
  }
}

/** @throws Error that names the line which is no anchor; an absent file has none */
export async function readAnchors(file: string): Promise<AuditAnchor[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    try {
      return [auditAnchor.parse(JSON.parse(line))]
    } catch {
      throw new Error(`${file}:${index + 1}: not an anchor of the audit log`)
    }
  })
}

export type AnchoredVerification =
  | (Extract<AuditVerification, { ok: true }> & {
      readonly anchors: number
      /** Entries after the newest anchor: whether their end is missing can't be told. */
      readonly unanchored: number
    })
  | Extract<AuditVerification, { ok: false }>
  /** There are entries, and no anchor: it was never written, or somebody has taken the file away. */
  | { readonly ok: false; readonly entries: number; readonly sequence: number; readonly problem: 'unanchored' }
  /**
   * The chain holds together, and isn't the one that was anchored: `shortened` at its end, or `rewritten`, somewhere from `sequence`, which
   * follows the last anchor that fits, to the anchor's.
   */
  | {
      readonly ok: false
      readonly entries: number
      readonly sequence: number
      readonly problem: 'shortened' | 'rewritten'
      readonly anchor: AuditAnchor
    }

const hashRow = z.object({ hash: z.string() })

/** The chain by itself, and against what was anchored of it. */
export async function verifyAnchoredChain(database: Database, anchors: readonly AuditAnchor[]): Promise<AnchoredVerification> {
  const chain = await verifyAuditChain(database)
  if (!chain.ok) return chain
  const { entries } = chain
  if (entries > 0 && anchors.length === 0) return { ok: false, entries, sequence: 1, problem: 'unanchored' }
  let fits = 0
  for (const anchor of anchors.toSorted((one, other) => one.sequence - other.sequence)) {
    if (anchor.sequence > entries) return { ok: false, entries, sequence: entries + 1, problem: 'shortened', anchor }
    const entry = await selectOne(database, hashRow, sql`SELECT hash FROM audit_entries WHERE sequence = ${anchor.sequence}`)
    if (entry?.hash !== anchor.hash) return { ok: false, entries, sequence: fits + 1, problem: 'rewritten', anchor }
    fits = anchor.sequence
  }
  return { ...chain, anchors: anchors.length, unanchored: entries - fits }
}
