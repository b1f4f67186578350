export * from './bounded-queue.ts'
export { Breaker } from './breaker.ts'
export * from './clock.ts'
export * from './result.ts'
