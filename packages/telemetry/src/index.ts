export * from './log.ts'
export * from './metrics.ts'
export * from './native-telemetry.ts'
export * from './pino-log.ts'
