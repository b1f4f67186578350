import type { Page } from 'playwright-core'
import type { DeskClient } from './desk-client.ts'

type EventJson = Record<string, unknown>

/** A real call of the advisor's, over at once: a screen may open it and be shown other events. */
export async function playBriefly(advisor: DeskClient): Promise<string> {
  const { body } = await advisor.send('POST', '/samples/en-health-glasses/play', {})
  const { callId } = body as { callId: string }
  await advisor.send('DELETE', `/playbacks/${callId}`)
  return callId
}

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
