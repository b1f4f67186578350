export * from './log.ts'
export * from './metrics.ts'
export * from './pino-log.ts'
