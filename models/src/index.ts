export * from './config.ts'
export * from './fetcher.ts'
export { checkModel, type FileState, modelPath } from './model-files.ts'
export * from './registry.ts'
