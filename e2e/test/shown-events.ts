import type { Page } from 'playwright-core'

type EventJson = Record<string, unknown>

/** Makes the page read these events for a call instead of those that the server has. */
export async function showEvents(page: Page, callId: string, events: (callId: string) => readonly EventJson[]): Promise<void> {
  await page.route(
    (url) => url.pathname === `/api/v1/calls/${callId}`,
    async (route) => {
      const response = await route.fetch()
      const { call } = (await response.json()) as { call: EventJson }
      await route.fulfill({ response, json: { call: { ...call, state: 'live', endedAt: null }, events: events(callId), next: null } })
    },
  )
}
