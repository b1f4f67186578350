export { LanguageModel, type LanguageModelOptions, type LanguageModelState } from './language-model.ts'
export { type NarratedClaim, Narration, type NarrationFact, type NarrationOutcome } from './narration.ts'
export { type Reword, Rewording, type RewordingOutcome } from './rewording.ts'
export { checkSupport, type SupportVerdict, type UnsupportedReason } from './support-check.ts'
