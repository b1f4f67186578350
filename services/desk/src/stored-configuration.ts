import type { Clock } from '@souffleur/flow'
import { type DocumentKind, VersionedText } from './documents/versioned-text.ts'
import { FeedbackStore } from './insights/source-feedback.ts'
import { KnowledgeStore } from './knowledge/knowledge-store.ts'
import type { Database } from './storage/database.ts'
import { type ChosenDispositionCount, chosenDispositions } from './summaries/chosen-dispositions.ts'

/** What the organisation has set, as stored: what assist, wrapup and recognition work by. */
export interface StoredConfiguration {
  readonly knowledge: KnowledgeStore
  readonly guides: VersionedText
  readonly summaryTemplates: VersionedText
  readonly intents: VersionedText
  readonly scorecard: VersionedText
  readonly privacy: VersionedText
  readonly feedback: FeedbackStore
  /** What advisors chose as the outcome of calls, to be learned from. */
  chosenDispositions(): Promise<ChosenDispositionCount[]>
}

export function openStoredConfiguration(database: Database, clock: Clock): StoredConfiguration {
  const text = (kind: DocumentKind) => new VersionedText(kind, database, clock)
  return {
    knowledge: new KnowledgeStore(database, clock),
    guides: text('guide'),
    summaryTemplates: text('summary-templates'),
    intents: text('intents'),
    scorecard: text('scorecard'),
    privacy: text('privacy'),
    feedback: new FeedbackStore(database, clock),
    chosenDispositions: () => chosenDispositions(database, new Date(clock.unixMs())),
  }
}

/** How the parts of it that are held in memory are read again, for `FollowedChanges`. */
export function configurationReaders({ knowledge, guides, summaryTemplates, intents, scorecard, privacy, feedback }: StoredConfiguration) {
  return {
    documents: async () => {
      for (const text of [guides, summaryTemplates, intents, scorecard, privacy]) await text.readAgain()
    },
    knowledge: async () => knowledge.tellOfChange(),
    feedback: async () => feedback.tellOfChange(),
  }
}
