import type { Templates } from './templates-dev.ts'

/** For reporting only: nothing is chosen on these. */
export const frenchTest: Templates = { calls: [], lookAlikes: [] }
export const englishTest: Templates = { calls: [], lookAlikes: [] }
