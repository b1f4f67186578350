import type { WebhookSettings } from '../../api/endpoints.ts'
import type { WebhookEvent } from '../../api/schemas.ts'

export const offeredEvents = ['summary.saved', 'summary.approved'] as const satisfies readonly WebhookEvent[]

export const emptyWebhook: WebhookSettings = { name: '', url: '', events: ['summary.approved'], isOn: true }

/** An event more, or one less. */
export function withEvent(form: WebhookSettings, event: WebhookEvent, isWanted: boolean): WebhookSettings {
  return { ...form, events: offeredEvents.filter((each) => (each === event ? isWanted : form.events.includes(each))) }
}

export function isComplete({ name, url, events }: WebhookSettings): boolean {
  return name.trim() !== '' && url.trim() !== '' && events.length > 0
}
