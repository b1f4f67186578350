export { promptText } from './prompt-text.ts'
export { emptyVocabulary, parseVocabulary, type TermKind, type Vocabulary, type VocabularyTerm } from './vocabulary.ts'
export { type CorrectedWords, createVocabularyCorrector, type VocabularyCorrector } from './vocabulary-corrector.ts'
