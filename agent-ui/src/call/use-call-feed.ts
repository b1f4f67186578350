import { useEffect, useState, useSyncExternalStore } from 'react'
import { readCall } from '../api/endpoints.ts'
import { useLive } from '../app/live-context.tsx'
import { CallFeed, type CallView } from './call-feed.ts'

/** Follows one call for as long as its screen is there. The id must not change meanwhile: give the screen a key. */
export function useCallFeed(callId: string): { readonly feed: CallFeed; readonly view: CallView } {
  const live = useLive()
  const [feed] = useState(
    () =>
      new CallFeed(callId, {
        onConnected: (listener) => live.onConnected(listener),
        onCallEvent: (listener) => live.onCallEvent(listener),
        watch: (id) => live.watch(id),
        unwatch: (id) => live.unwatch(id),
        readCall,
      }),
  )
  useEffect(() => feed.open(), [feed])
  return { feed, view: useSyncExternalStore(feed.subscribe, feed.view) }
}
