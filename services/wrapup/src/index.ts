export { type CallNotes, noteEvent, openNotes } from './call-notes.ts'
export type { CatalogueIntent, WrapupCatalogue } from './catalogue.ts'
export { createWrapup, type Wrapup } from './wrapup.ts'
export { writeSummary } from './write-summary.ts'
