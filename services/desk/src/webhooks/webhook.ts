import * as z from 'zod'

/** What endpoints can ask for. `ping` is what the test button sends, to any of them. */
export const webhookEvents = ['summary.saved', 'summary.approved'] as const
export type WebhookEvent = (typeof webhookEvents)[number]
export const sentEvents = [...webhookEvents, 'ping'] as const
export type SentEvent = (typeof sentEvents)[number]

export const deliveryStates = ['waiting', 'sending', 'delivered', 'dead', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/**
 * How an attempt failed.
 * - `timeout`, `unreachable`, `tls`: no answer in time, no connection, or one that can't be trusted.
 * - `status`: an answer that says no; `redirect`: one that says elsewhere; `gone`: 410.
 * - `host-refused`, `secret-unreadable`: nothing was sent, by our own settings.
 * - `expired`: it was never its turn.
 */
export const failureKinds = [
  'timeout',
  'unreachable',
  'tls',
  'status',
  'redirect',
  'gone',
  'host-refused',
  'secret-unreadable',
  'expired',
] as const
export type FailureKind = (typeof failureKinds)[number]

export const MAX_ENDPOINTS = 20
const MAX_KEEP_HOURS = 168

/** What an ops person sets. */
export const endpointSettings = z.object({
  name: z.string().trim().min(1).max(64),
  url: z.string().trim().min(1).max(2000),
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .transform((events) => webhookEvents.filter((event) => events.includes(event))),
  isOn: z.boolean().default(true),
})
export type EndpointSettings = z.infer<typeof endpointSettings>

export const secretRotation = z.object({
  /** How long the secret before goes on signing beside the new one. */
  keepHours: z.number().min(0).max(MAX_KEEP_HOURS).default(24),
})

export interface StoredEndpoint extends EndpointSettings {
  readonly id: string
  /** Switched off by its own answer, 410. */
  readonly isGone: boolean
  readonly createdAt: Date
  readonly createdBy: string
  /** Those that end first come first; the current one is the last. */
  readonly secrets: readonly StoredWebhookSecret[]
}

export interface StoredWebhookSecret {
  readonly id: string
  readonly sealed: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

/** The secret opens in this place alone: a row that was copied to another endpoint is worth nothing. */
export function secretPlace(endpointId: string, secretId: string): string {
  return ['webhook secret', endpointId, secretId].join('\n')
}
