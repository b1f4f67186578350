export { type Role, roles } from './accounts/account-repository.ts'
export type { DemoAccount } from './accounts/demo-accounts.ts'
export type { SignOnConfig } from './accounts/single-sign-on.ts'
export { type AnchoredVerification, readAnchors, verifyAnchoredChain } from './audit/audit-anchors.ts'
export { type AuditProblem, type AuditVerification, verifyAuditChain } from './audit/audit-chain.ts'
export { type CallHistory, type CallPast, openCallHistory } from './calls/call-history.ts'
export { createDesk, type Desk, type DeskDependencies } from './desk.ts'
export type { DeskConfig } from './desk-config.ts'
export type * from './desk-ports.ts'
export { type DocumentKind, type StoredText, VersionedText } from './documents/versioned-text.ts'
export { isOwnProgram } from './http/own-program.ts'
export { type Article, article } from './knowledge/article.ts'
export { type ImportOutcome, type KnowledgeSource, KnowledgeStore } from './knowledge/knowledge-store.ts'
export type { DataMap, Governance, Oversight, QualityFigure } from './oversight/oversight.ts'
export { type PurgeReport, purge } from './retention/purge.ts'
export { RetentionRules } from './retention/retention-rules.ts'
export { resealRecords } from './sealing/reseal.ts'
export { keyState, renewDataKey, rotateKey } from './sealing/rotate-key.ts'
export {
  givenSealingKey,
  mountedSealingKey,
  readSealingKey,
  SEALING_KEY_BYTES,
  SealingKey,
  type SealingKeyHolder,
  sealingKeyCommand,
  sealingKeyFile,
} from './sealing/sealing-key.ts'
export type { SourceKeyring } from './sources/source-keyring.ts'
export { openStreamGate, type StreamGate } from './sources/stream-gate.ts'
export type { Database, PlainDatabase } from './storage/database.ts'
export { FollowedChanges } from './storage/followed-changes.ts'
export { openRecords } from './storage/open-records.ts'
export { openPgDatabase } from './storage/pg-database.ts'
export { DATABASE_FOLDER, openPgliteDatabase } from './storage/pglite-database.ts'
export { configurationReaders, openStoredConfiguration, type StoredConfiguration } from './stored-configuration.ts'
export type { StreamAuthorisation } from './stream-authorisation.ts'
export { type BackupManifest, backUpDatabase, restoreBackup } from './transfer/backup.ts'
export { type CheckedRecords, checkRecords, countRecords, type RecordCount } from './transfer/check-records.ts'
export { type MovedTable, moveDatabase } from './transfer/move-database.ts'
export { EMPTY_VAULT, type VaultRules } from './vault/originals.ts'
export { type AllowedHost, parseAllowedHosts } from './webhooks/allowed-hosts.ts'
