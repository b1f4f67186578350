import { Registry } from 'prom-client'

/** Metrics are registered on a registry that is handed in, so that a test has its own. */
export type Metrics = Registry

export function createMetrics(): Metrics {
  return new Registry()
}
