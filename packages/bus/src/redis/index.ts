export { createRedisBus, type RedisBus } from './redis-bus.ts'
export * from './settings.ts'
