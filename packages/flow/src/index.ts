export * from './bounded-queue.ts'
export * from './clock.ts'
export * from './result.ts'
