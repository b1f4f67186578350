import type { CallEvent, Summary } from '@souffleur/proto'
import * as z from 'zod'
import { saveFile } from '../figures/csv.ts'
import { type CallSearch, searchAddress } from '../search/call-search.ts'
import type { SummaryEdit } from '../summary/summary-draft.ts'
import { nothing, request, requestFile } from './http.ts'
import * as schemas from './schemas.ts'

/** Every request of these pages, one function each. All throw CodedError as {@link request} does. */

const userBody = z.object({ user: schemas.user })
const summaryBody = z.object({ summary: schemas.summaryJson })

export type SuggestionVerdictName = 'shown' | 'accepted' | 'copied' | 'edited' | 'dismissed'
/** Whatever else becomes of a suggestion. */
export type RatingName = 'helpful' | 'unhelpful'

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

/** Ticks an item of a list by hand, or takes the tick back. */
export function markGuideItem({ callId, listId, itemId, done }: { callId: string; listId: string; itemId: string; done: boolean }) {
  const address = [callId, 'guide', listId, itemId].map(encodeURIComponent).join('/')
  return request(`/api/v1/calls/${address}`, nothing, { method: 'POST', body: { done } })
}

export async function listArticles(language: 'fr' | 'en'): Promise<schemas.ListedArticle[]> {
  return (await request(`/api/v1/knowledge/articles${queryOf({ language })}`, schemas.listedArticles)).articles
}

export function storeArticle(id: string, body: schemas.ArticleEdit) {
  return request(`/api/v1/knowledge/articles/${encodeURIComponent(id)}`, schemas.storedArticle, { method: 'PUT', body })
}

export async function previewPassages(body: string) {
  return (await request('/api/v1/knowledge/passages', schemas.passages, { method: 'POST', body: { body } })).passages
}

export async function importArticles(body: { readonly fileName: string; readonly text: string; readonly dryRun: boolean }) {
  return (await request('/api/v1/knowledge/import', schemas.importChanges, { method: 'POST', body })).changes
}

export async function checkKnowledge() {
  return (await request('/api/v1/knowledge/check', schemas.knowledgeIssues)).issues
}

export function readIntents() {
  return request('/api/v1/intents', schemas.storedDocument)
}

export function storeIntents(body: { readonly text: string; readonly basedOn: number }) {
  return request('/api/v1/intents', schemas.storedDocument, { method: 'PUT', body })
}

export async function tryIntents(body: { readonly text: string; readonly language: 'fr' | 'en' }) {
  return (await request('/api/v1/intents/try', schemas.triedIntents, { method: 'POST', body })).intents
}

export function readIntentQuality(language: 'fr' | 'en') {
  return request(`/api/v1/intents/quality${queryOf({ language })}`, schemas.intentQuality)
}

export function measureIntents(language: 'fr' | 'en') {
  return request('/api/v1/intents/quality', schemas.intentQuality, { method: 'POST', body: { language } })
}

export async function readIntentProposals(language: 'fr' | 'en') {
  return (await request(`/api/v1/intents/proposals${queryOf({ language })}`, schemas.intentProposals)).proposals
}

export function readSignOn() {
  return request('/api/v1/sign-on', z.object({ available: z.boolean(), demoAccounts: z.boolean() }))
}

export async function listAccounts() {
  return (await request('/api/v1/accounts', schemas.listedAccounts)).accounts
}

type AccountChange = schemas.AccountDetails & { readonly username: string; readonly disabled: boolean }

export function addAccount({ disabled: _, ...body }: AccountChange) {
  return request('/api/v1/accounts', schemas.issuedPassword, { method: 'POST', body })
}

export function changeAccount({ username, displayName, role, language, team, oversees, disabled }: AccountChange) {
  const body = { displayName, role, language, team, oversees, disabled }
  return request(`/api/v1/accounts/${encodeURIComponent(username)}`, nothing, { method: 'PUT', body })
}

export function resetPassword(username: string) {
  return request(`/api/v1/accounts/${encodeURIComponent(username)}/password`, schemas.issuedPassword, { method: 'POST' })
}

export function endSessions(username: string) {
  return request(`/api/v1/accounts/${encodeURIComponent(username)}/sessions`, nothing, { method: 'DELETE' })
}

export function changeOwnPassword(body: { readonly current: string; readonly next: string }) {
  return request('/api/v1/session/password', nothing, { method: 'PUT', body })
}

export function endOtherSessions() {
  return request('/api/v1/session/others', nothing, { method: 'DELETE' })
}

export function readDataMap() {
  return request('/api/v1/data-map', schemas.dataMap)
}

export function readGovernance() {
  return request('/api/v1/governance', schemas.governance)
}

export function readRetention() {
  return request('/api/v1/retention', schemas.retention)
}

export function storeRetention(rules: readonly schemas.RetentionRule[]) {
  return request('/api/v1/retention', schemas.retention, { method: 'PUT', body: { rules } })
}

export function runPurge(dryRun: boolean) {
  return request('/api/v1/retention/purge', schemas.purgeReport, { method: 'POST', body: { dryRun } })
}

/** By what the telephone platform said of the caller, such as a number. */
export async function findCallerCalls(identifier: string) {
  const { calls } = await request('/api/v1/caller/find', schemas.callerCalls, { method: 'POST', body: { identifier } })
  return calls
}

/** What the vault holds of a call, without the values. */
export async function listOriginals(callId: string) {
  const { originals } = await request(`/api/v1/calls/${encodeURIComponent(callId)}/originals`, schemas.keptOriginals)
  return originals
}

/** One value; the opening is in the audit trail. */
export async function openOriginal(callId: string, body: { readonly token: string; readonly reason: string }) {
  const path = `/api/v1/calls/${encodeURIComponent(callId)}/originals/open`
  const { value } = await request(path, schemas.openedOriginal, { method: 'POST', body })
  return value
}

export async function exportCaller(callIds: readonly string[]): Promise<void> {
  // As it came: the audit log holds the hash of these bytes.
  saveFile('souffleur-caller.json', await requestFile('/api/v1/caller/export', { method: 'POST', body: { callIds } }))
}

export function eraseCaller(body: { readonly callIds: readonly string[]; readonly reason: string }) {
  return request('/api/v1/caller/erase', schemas.erasedCalls, { method: 'POST', body })
}

export function readPrivacyRules() {
  return request('/api/v1/privacy-rules', schemas.storedDocument)
}

export function storePrivacyRules(body: { readonly text: string; readonly basedOn: number }) {
  return request('/api/v1/privacy-rules', schemas.storedDocument, { method: 'PUT', body })
}

export function tryPrivacyRules(body: { readonly text: string; readonly words: string; readonly language: 'fr' | 'en' }) {
  return request('/api/v1/privacy-rules/try', schemas.maskedWords, { method: 'POST', body })
}

export function readTemplates() {
  return request('/api/v1/summary-templates', schemas.storedDocument)
}

export function storeTemplates(body: { readonly text: string; readonly basedOn: number }) {
  return request('/api/v1/summary-templates', schemas.storedDocument, { method: 'PUT', body })
}

/** What a past call would have as its summary with templates that aren't live. */
export async function previewTemplates(body: { readonly text: string; readonly callId: string }): Promise<Summary> {
  return (await request('/api/v1/summary-templates/preview', summaryBody, { method: 'POST', body })).summary
}

export function readScorecard() {
  return request('/api/v1/scorecard', schemas.storedDocument)
}

export function storeScorecard(body: { readonly text: string; readonly basedOn: number }) {
  return request('/api/v1/scorecard', schemas.storedDocument, { method: 'PUT', body })
}

export function readCallScorecard(callId: string) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/scorecard`, schemas.callScorecard)
}

export interface FilledScorecard {
  readonly version: number
  readonly marks: Readonly<Record<string, schemas.Mark>>
  readonly coaching: string
  readonly shared: boolean
}

export function storeCallScorecard(callId: string, body: FilledScorecard) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/scorecard`, nothing, { method: 'PUT', body })
}

export function readReviewQueue() {
  return request('/api/v1/reviews', schemas.reviewQueue)
}

export function storeReviewRules(body: schemas.ReviewRules) {
  return request('/api/v1/reviews/rules', schemas.reviewQueue, { method: 'PUT', body })
}

export interface PeriodFilter {
  /** Days of UTC, both included. */
  readonly from: string
  readonly to: string
  readonly queue?: string | undefined
}

export function readSuggestionInsights(filter: PeriodFilter) {
  return request(`/api/v1/insights/suggestions${queryOf({ ...filter })}`, schemas.suggestionInsights)
}

export function readCallInsights(filter: PeriodFilter) {
  return request(`/api/v1/insights/calls${queryOf({ ...filter })}`, schemas.callInsights)
}

export function readFeedback() {
  return request('/api/v1/insights/feedback', schemas.feedback)
}

/** @param sourceId one source, or '*' for all */
export function switchFeedback(sourceId: string, isOff: boolean) {
  return request(`/api/v1/insights/feedback/${encodeURIComponent(sourceId)}`, schemas.feedback, { method: 'PUT', body: { isOff } })
}

export function readGuide() {
  return request('/api/v1/guide', schemas.storedDocument)
}

export function storeGuide(body: { readonly text: string; readonly basedOn: number }) {
  return request('/api/v1/guide', schemas.storedDocument, { method: 'PUT', body })
}

export interface PhraseTrial {
  readonly text: string
  readonly language: 'fr' | 'en'
  readonly speaker: 'customer' | 'advisor'
  readonly queue: string
}

export async function tryGuide(guide: string, phrase: PhraseTrial): Promise<schemas.TriedEffect[]> {
  return (await request('/api/v1/guide/try', schemas.triedPhrase, { method: 'POST', body: { guide, phrase } })).effects
}

/** Ended calls, newest first. @param before `next` of the page before */
export function searchCalls(search: CallSearch, before: string | undefined) {
  return request(`/api/v1/search/calls?${searchAddress(search)}${before === undefined ? '' : `&before=${before}`}`, schemas.foundPage)
}

export function readSearchChoices() {
  return request('/api/v1/search/choices', schemas.searchChoices)
}

export async function listViews() {
  return (await request('/api/v1/search/views', schemas.savedViews)).views
}

export async function saveView(body: { readonly name: string; readonly search: CallSearch }) {
  return (await request('/api/v1/search/views', schemas.savedViews, { method: 'POST', body })).views
}

export async function deleteView(id: string) {
  return (await request(`/api/v1/search/views/${encodeURIComponent(id)}`, schemas.savedViews, { method: 'DELETE' })).views
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

export function noteNotice(callId: string, notice: 'given' | 'refused') {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/recording-notice`, nothing, { method: 'POST', body: { notice } })
}

export function setPaused(callId: string, paused: boolean) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/pause`, nothing, { method: 'POST', body: { paused } })
}

export interface Judgement {
  readonly callId: string
  readonly suggestionId: string
  readonly verdict: SuggestionVerdictName | RatingName
  readonly editedText?: string
}

export function judgeSuggestion({ callId, suggestionId, ...body }: Judgement) {
  const address = `/api/v1/calls/${encodeURIComponent(callId)}/suggestions/${encodeURIComponent(suggestionId)}/verdict`
  return request(address, nothing, { method: 'POST', body })
}

export async function saveSummary(callId: string, body: SummaryEdit & { readonly baseRevision: number }): Promise<Summary> {
  return (await request(`/api/v1/calls/${encodeURIComponent(callId)}/summary`, summaryBody, { method: 'PUT', body })).summary
}

/** What this person was typing when the browser was closed; null when nothing. */
export function readTypedDraft(callId: string) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/summary/draft`, schemas.typedDraft)
}

export function storeTypedDraft(callId: string, body: { readonly baseRevision: number; readonly edit: SummaryEdit }) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/summary/draft`, nothing, { method: 'PUT', body })
}

export function dropTypedDraft(callId: string) {
  return request(`/api/v1/calls/${encodeURIComponent(callId)}/summary/draft`, nothing, { method: 'DELETE' })
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
  /** The current one when absent. */
  readonly version?: number | undefined
}

export function readArticle({ articleId, language, version }: ArticleAddress): Promise<schemas.KnowledgeArticle> {
  return request(`/api/v1/knowledge/articles/${encodeURIComponent(articleId)}${queryOf({ language, version })}`, schemas.knowledgeArticle)
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

export interface WebhookSettings {
  readonly name: string
  readonly url: string
  readonly events: readonly schemas.WebhookEvent[]
  readonly isOn: boolean
}

const webhooksAddress = '/api/v1/webhooks'
const webhookAddress = (id: string) => `${webhooksAddress}/${encodeURIComponent(id)}`

export function listWebhooks() {
  return request(webhooksAddress, schemas.webhookList)
}

export function addWebhook(body: WebhookSettings) {
  return request(webhooksAddress, schemas.issuedWebhook, { method: 'POST', body })
}

export function changeWebhook({ id, ...body }: WebhookSettings & { readonly id: string }) {
  return request(webhookAddress(id), schemas.changedWebhook, { method: 'PUT', body })
}

export function removeWebhook(id: string) {
  return request(webhookAddress(id), nothing, { method: 'DELETE' })
}

export function rotateWebhook({ id, keepHours }: { readonly id: string; readonly keepHours: number }) {
  return request(`${webhookAddress(id)}/rotate`, schemas.issuedWebhook, { method: 'POST', body: { keepHours } })
}

export function testWebhook(id: string) {
  return request(`${webhookAddress(id)}/test`, schemas.webhookDelivery, { method: 'POST', body: {} })
}

export interface DeliveryFilter {
  readonly state?: 'dead' | undefined
  readonly before?: number | undefined
  readonly limit: number
}

export function readDeliveries(filter: DeliveryFilter) {
  return request(`${webhooksAddress}/deliveries${queryOf({ ...filter })}`, schemas.webhookDeliveries)
}

export function replayDelivery(id: string) {
  return request(`${webhooksAddress}/deliveries/${encodeURIComponent(id)}/replay`, nothing, { method: 'POST', body: {} })
}

/** All that was given up, of the webhooks that are on. */
export async function replayDeliveries(): Promise<number> {
  return (await request(`${webhooksAddress}/deliveries/replay`, schemas.replayedWebhooks, { method: 'POST', body: {} })).replayed
}

function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, String(value)]]))
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
