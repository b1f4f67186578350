export * from './events.ts'
export * from './manual-clock.ts'
export * from './recording-log.ts'
export * from './signals.ts'
