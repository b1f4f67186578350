import { create } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import { AppError, CallEventSchema, type Summary, SummarySchema, SummaryState, SummaryUpdatedSchema } from '@souffleur/proto'
import { ulid } from 'ulid'
import { appendAudit } from '../audit/audit-chain.ts'
import { findCall, utteranceTexts } from '../calls/call-repository.ts'
import type { SummaryStateName } from '../calls/call-row.ts'
import { noteSummary } from '../insights/call-figures.ts'
import { indexCall } from '../search/call-index.ts'
import type { Database, Queryable } from '../storage/database.ts'
import { storableText } from '../storage/statement.ts'
import { applyEdit, type SummaryEdit, utterancesCited } from './summary-edit.ts'
import { type CurrentSummary, findSummary, storeReview, storeRevision, writtenSummary } from './summary-repository.ts'
import { nextSummaryState, type SummaryAction } from './summary-state.ts'
import { dropTypedDraft } from './typed-drafts.ts'

export interface Revision {
  readonly callId: string
  /** The revision that the person saw; 0 when there was none. */
  readonly baseRevision: number
  readonly action: SummaryAction
  /** User name. */
  readonly authorId: string
  readonly reason: string
  /** Absent when the words stay as they are. */
  readonly edit?: SummaryEdit | undefined
}

/** A revision that other systems may be told of. */
export interface SummaryTold {
  readonly callId: string
  readonly revision: number
  readonly event: 'summary.saved' | 'summary.approved'
  readonly at: Date
}

/** Takes note of revisions in their own transaction, so that neither is there without the other. */
export interface SummaryOutbox {
  add(tx: Queryable, told: SummaryTold): Promise<void>
  /** The transaction is committed. */
  wake(): void
}

export interface RevisionPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly database: Database
  readonly outbox: SummaryOutbox
  dispositionIds(): ReadonlySet<string>
}

const states: Record<SummaryStateName, SummaryState> = {
  draft: SummaryState.DRAFT,
  complete: SummaryState.COMPLETE,
  saved: SummaryState.SAVED,
  approved: SummaryState.APPROVED,
  rejected: SummaryState.REJECTED,
}

/**
 * A person's word on a summary: stored with its author, its reason and its audit entry in one transaction, then announced.
 * @throws AppError `call.not-found`, `call.still-running`, `request.conflict`, `request.invalid`, `summary.already-approved`
 */
export async function reviseSummary(ports: RevisionPorts, revision: Revision): Promise<Summary> {
  const { bus, clock, database } = ports
  const atMs = clock.unixMs()
  const { summary, epoch } = await database.transaction((tx) => store(tx, ports, revision, atMs))
  const body = { case: 'summaryUpdated', value: create(SummaryUpdatedSchema, { summary }) } as const
  ports.outbox.wake()
  bus.publishEvent(create(CallEventSchema, { eventId: ulid(atMs), callId: revision.callId, epoch, occurredAtMs: atMs, body }))
  return summary
}

async function store(tx: Queryable, ports: RevisionPorts, revision: Revision, atMs: number): Promise<{ summary: Summary; epoch: number }> {
  const { callId, baseRevision, action, authorId } = revision
  const call = await findCall(tx, callId)
  if (call === undefined) throw new AppError('call.not-found')
  if (call.state === 'live') throw new AppError('call.still-running')
  const current = await findSummary(tx, callId)
  if ((current?.revision ?? 0) !== baseRevision)
    throw new AppError('request.conflict', `the summary is at revision ${current?.revision ?? 0}`)
  const summary = await compose(tx, ports, revision, current ?? noSummary(call.language))
  const reason = storableText(revision.reason)
  const revised = { callId, baseRevision, summary, authorId, reason, at: new Date(atMs) }
  await storeRevision(tx, revised)
  if (action !== 'save') await storeReview(tx, revised, action)
  await dropTypedDraft(tx, { callId, authorId })
  await noteSummary(tx, callId, summary, await writtenSummary(tx, callId))
  await indexCall(tx, callId)
  const event = eventOf(action)
  if (event !== undefined) await ports.outbox.add(tx, { callId, revision: summary.revision, event, at: revised.at })
  const details = { revision: summary.revision, baseRevision, ...(action === 'save' ? {} : { decision: action }) }
  await appendAudit(tx, {
    atMs,
    actor: authorId,
    action: action === 'save' ? 'summary.saved' : 'summary.reviewed',
    subject: callId,
    details,
  })
  return { summary, epoch: current?.epoch ?? 0 }
}

/** A rejected summary is nobody's business yet: the advisor corrects and saves it. */
function eventOf(action: SummaryAction): SummaryTold['event'] | undefined {
  switch (action) {
    case 'save':
      return 'summary.saved'
    case 'approve':
    case 'edit':
      return 'summary.approved'
    case 'reject':
      return undefined
  }
}

async function compose(tx: Queryable, ports: RevisionPorts, revision: Revision, current: CurrentSummary): Promise<Summary> {
  const state = nextSummaryState(current.state, revision.action)
  if (!state.ok) throw new AppError(state.error)
  const changed = { ...current.summary, revision: current.revision + 1, state: states[state.value] }
  if (revision.edit === undefined) return create(SummarySchema, changed)
  const utterances = await utteranceTexts(tx, revision.callId, utterancesCited(revision.edit))
  const edited = applyEdit(current.summary, revision.edit, { utterances, dispositionIds: ports.dispositionIds(), newLineId: () => ulid() })
  if (!edited.ok) throw new AppError('request.invalid', edited.error)
  return create(SummarySchema, { ...changed, ...edited.value })
}

function noSummary(language: string): CurrentSummary {
  const summary = create(SummarySchema, { language: language === 'fr' ? 'fr' : 'en' })
  return { summary, state: 'draft', revision: 0, epoch: 0, updatedAt: new Date(0) }
}
