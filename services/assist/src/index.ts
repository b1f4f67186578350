export { type Assist, type AssistDependencies, createAssist } from './assist.ts'
export { type AssistConfig, defaultAssistConfig } from './assist-config.ts'
export { type GuidanceEffect, type GuidedWords, noGuidance, stepGuidance } from './guidance/call-guidance.ts'
export { alertKinds, emptyGuide, type Guide, guideForQueue } from './guidance/guide.ts'
export { parseGuide } from './guidance/guide-file.ts'
export { type ImportedProcedures, importProcedures, type ProcedureOptions } from './guidance/import-procedures.ts'
export { type TriedEffect, type TriedPhrase, tryPhrase } from './guidance/try-phrase.ts'
export { chooseThreshold, type ScoredExample } from './intents/calibration.ts'
export { type CatalogueIntent, type IntentCatalogue, type IntentSource, parseCatalogue } from './intents/catalogue.ts'
export { type Example, type Hints, IntentClassifier, largeSet, type ScoredIntent, smallSet } from './intents/intent-classifier.ts'
export { fitLogistic, logistic } from './intents/logistic.ts'
export {
  type IntentProposal,
  type ProposalOptions,
  proposalDefaults,
  proposeIntents,
  type UnansweredQuestion,
} from './intents/proposals.ts'
export {
  type CatalogueQuality,
  type Confusion,
  type IntentQuality,
  type LearningPoint,
  measureQuality,
  measureQualityInSteps,
} from './intents/quality.ts'
export { type Reliability, type ReliabilityBin, reliabilityOf } from './intents/reliability.ts'
export { intentsWithin } from './intents/several-intents.ts'
export { runAtOnce, type Steps } from './intents/steps.ts'
export type { SaidAfter } from './intents/text-features.ts'
export { examplesFor } from './intents/training.ts'
export { type Article, articleSchema } from './knowledge/article.ts'
export { parseArticleFile } from './knowledge/article-file.ts'
export { ArticleVectors, type Nearness, vectorTextOf } from './knowledge/article-vectors.ts'
export { type ArticlePlace, findInconsistencies, type Inconsistency } from './knowledge/consistency.ts'
export { type ImportDefaults, importedExtensions, isImported, readArticles } from './knowledge/import/imported-articles.ts'
export type { RankedPassage } from './knowledge/indexed-article.ts'
export { KnowledgeBase, type KnowledgeSource, type WantedVector } from './knowledge/knowledge-base.ts'
export { LexicalIndex, type LexicalQuery, type RankedArticle, type WeighedArticle } from './knowledge/lexical-index.ts'
export { type Passage, passagesOf } from './knowledge/passages.ts'
export { phoneticKey } from './knowledge/phonetic-key.ts'
export { type EmbedQuery, QueryVectors } from './knowledge/query-vectors.ts'
export { type ArticleEvidence, evidenceNames } from './knowledge/ranking.ts'
export type { RetrievalQuery, Retriever } from './knowledge/retriever.ts'
export { type EmbedPassages, type IndexingProgress, indexVectors } from './knowledge/vector-indexing.ts'
export { E5Embedder, type E5Options } from './meaning/e5/e5-embedder.ts'
export type { Embedder, EmbedderState, EmbeddingPriority, EmbedOptions, TextKind } from './meaning/embedder.ts'
export { EndpointEmbedder, type EndpointOptions } from './meaning/endpoint-embedder.ts'
export { FileVectorStore } from './meaning/file-vector-store.ts'
export { Meaning, type MeaningDependencies } from './meaning/meaning.ts'
export { noEmbedder } from './meaning/no-embedder.ts'
export { type KeptVector, type VectorStore, vectorKey } from './meaning/vector-store.ts'
export { VectorTable } from './meaning/vector-table.ts'
export type { SearchHit } from './search-hit.ts'
export { type AttentionBudget, defaultBudget } from './suggestions/attention.ts'
export { evidenceFeatures, type FindingEvidence } from './suggestions/confidence.ts'
export { addTurn, type Context, type Conversation, newConversation, type Turn } from './suggestions/conversation.ts'
export { type RoutineReason, routineReason } from './suggestions/routine.ts'
export { type Candidate, type Finding, Listener, type SilenceReason, type Understanding } from './suggestions/understanding.ts'
