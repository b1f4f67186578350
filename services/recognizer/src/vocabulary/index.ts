export { emptyVocabulary, parseVocabulary, type Vocabulary, type VocabularyTerm } from './vocabulary.ts'
export { type CorrectedWords, createVocabularyCorrector, type VocabularyCorrector } from './vocabulary-corrector.ts'
