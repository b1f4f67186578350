import type { CallEvent, Summary } from '@souffleur/proto'
import * as z from 'zod'
import type { SummaryEdit } from '../summary/summary-draft.ts'
import { nothing, request, requestFile } from './http.ts'
import * as schemas from './schemas.ts'

/** Every request of these pages, one function each. All throw CodedError as {@link request} does. */

const userBody = z.object({ user: schemas.user })
const summaryBody = z.object({ summary: schemas.summaryJson })

export type SuggestionVerdictName = 'shown' | 'accepted' | 'copied' | 'edited' | 'dismissed'

export interface CallFilter {
  readonly state?: 'live' | 'ended' | undefined
  readonly summary?: 'complete' | 'saved' | 'approved' | 'rejected' | undefined
}

export interface CallRecord {
  readonly call: schemas.CallRow
  readonly events: readonly CallEvent[]
}

export interface Review {
  readonly decision: 'approve' | 'edit' | 'reject'
  readonly reason?: string
  readonly baseRevision: number
  readonly summary?: SummaryEdit
}

export interface RecordingUpload {
  readonly file: File
  readonly language: 'fr' | 'en' | 'auto'
  readonly order: 'advisor-left' | 'customer-left'
}

export async function readSession(): Promise<schemas.User> {
  return (await request('/api/v1/session', userBody)).user
}

export async function signIn(body: { readonly username: string; readonly password: string }): Promise<schemas.User> {
  return (await request('/api/v1/session', userBody, { method: 'POST', body })).user
}

export function signOut() {
  return request('/api/v1/session', nothing, { method: 'DELETE' })
}

export function readStatus() {
  return request('/api/v1/status', schemas.status)
}

export function readCatalogue() {
  return request('/api/v1/catalogue', schemas.catalogue)
}

export async function readSamples(): Promise<schemas.Sample[]> {
  return (await request('/api/v1/samples', schemas.samples)).samples
}

export function playSample(id: string) {
  return request(`/api/v1/samples/${encodeURIComponent(id)}/play`, schemas.startedCall, { method: 'POST', body: {} })
}

/** The sample's WAV file, advisor left. */
export function readSampleSound(id: string): Promise<Blob> {
  return requestFile(`/api/v1/samples/${encodeURIComponent(id)}/audio`)
}

export function playRecording({ file, language, order }: RecordingUpload) {
  const body = new FormData()
  body.set('language', language)
  body.set('order', order)
  body.set('file', file)
  return request('/api/v1/recordings', schemas.startedCall, { method: 'POST', body })
}

export function stopPlayback(callId: string) {
  return request(`/api/v1/playbacks/${encodeURIComponent(callId)}`, nothing, { method: 'DELETE' })
}

export function listCalls({ state, summary }: CallFilter, { before, limit }: { before?: string | undefined; limit: number }) {
  return request(`/api/v1/calls${queryOf({ state, summary, before, limit })}`, schemas.callPage)
}

/** The whole record, however many pages it takes. */
export async function readCall(callId: string): Promise<CallRecord> {
  const address = `/api/v1/calls/${encodeURIComponent(callId)}`
  const first = await request(address, schemas.callRecord)
  const events = [...first.events]
  let after = first.next ?? undefined
  while (after !== undefined) {
    const page = await request(`${address}${queryOf({ after })}`, schemas.callRecord)
    events.push(...page.events)
    after = page.next ?? undefined
  }
  return { call: first.call, events }
}

export function setPaused(callId: string, paused: boolean) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/pause`, nothing, { method: 'POST', body: { paused } })
}

export interface Judgement {
  readonly callId: string
  readonly suggestionId: string
  readonly verdict: SuggestionVerdictName
  readonly editedText?: string
}

export function judgeSuggestion({ callId, suggestionId, ...body }: Judgement) {
  const address = `/api/v1/calls/${encodeURIComponent(callId)}/suggestions/${encodeURIComponent(suggestionId)}/verdict`
  return request(address, nothing, { method: 'POST', body })
}

export async function saveSummary(callId: string, body: SummaryEdit & { readonly baseRevision: number }): Promise<Summary> {
  return (await request(`/api/v1/calls/${encodeURIComponent(callId)}/summary`, summaryBody, { method: 'PUT', body })).summary
}

export async function reviewSummary(callId: string, body: Review): Promise<Summary> {
  return (await request(`/api/v1/calls/${encodeURIComponent(callId)}/review`, summaryBody, { method: 'POST', body })).summary
}

/** Oldest first. */
export async function readRevisions(callId: string): Promise<schemas.Revision[]> {
  return (await request(`/api/v1/calls/${encodeURIComponent(callId)}/summary/revisions`, schemas.revisions)).revisions
}

export async function searchKnowledge(q: string, language: 'fr' | 'en', limit: number, signal?: AbortSignal): Promise<schemas.SearchHit[]> {
  return (await request(`/api/v1/knowledge/search${queryOf({ q, language, limit })}`, schemas.searchHits, { signal })).hits
}

export interface ArticleAddress {
  readonly articleId: string
  readonly language: 'fr' | 'en'
  readonly version: number
}

export async function readArticle({ articleId, language, version }: ArticleAddress): Promise<schemas.Article> {
  const address = `/api/v1/knowledge/articles/${encodeURIComponent(articleId)}${queryOf({ language, version })}`
  return (await request(address, schemas.article)).article
}

export function readAudit(before: number | undefined, limit: number) {
  return request(`/api/v1/audit${queryOf({ before, limit })}`, schemas.auditPage)
}

export async function readAlerts(): Promise<schemas.CallAlert[]> {
  return (await request('/api/v1/alerts', schemas.alerts)).alerts
}

export function readAccounting(callId: string) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/accounting`, schemas.accounting)
}

export interface NewSource {
  readonly name: string
  readonly door: string
  readonly kind: schemas.CredentialKind
  readonly keyId?: string | undefined
  readonly secret?: string | undefined
}

const sourcesAddress = '/api/v1/telephony/sources'

export function listSources() {
  return request(sourcesAddress, schemas.sourceList)
}

export function addSource(body: NewSource) {
  return request(sourcesAddress, schemas.issuedSource, { method: 'POST', body })
}

export interface Rotation {
  readonly id: string
  readonly keepHours: number
  readonly secret?: string | undefined
}

export function rotateSource({ id, ...body }: Rotation) {
  return request(`${sourcesAddress}/${encodeURIComponent(id)}/rotate`, schemas.issuedSource, { method: 'POST', body })
}

export function removeSource(id: string) {
  return request(`${sourcesAddress}/${encodeURIComponent(id)}`, nothing, { method: 'DELETE' })
}

export function removeSecret({ id, secretId }: { readonly id: string; readonly secretId: string }) {
  return request(`${sourcesAddress}/${encodeURIComponent(id)}/secrets/${encodeURIComponent(secretId)}`, nothing, { method: 'DELETE' })
}

function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
