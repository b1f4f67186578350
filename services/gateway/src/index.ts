export * from './gateway.ts'
export * from './gateway-config.ts'
export { metricNames } from './gateway-metrics.ts'
export type { Authorisation, Authorise } from './upgrade-gate.ts'
