import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react'
import { type ConnectionState, LiveConnection } from '../api/live-connection.ts'
import { callsKey } from '../calls/use-calls.ts'
import { useUser } from '../session/use-session.ts'

const LiveContext = createContext<LiveConnection | undefined>(undefined)

/** Keeps the live feed open while somebody who follows calls is signed in, and the lists fresh. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const [live] = useState(() => new LiveConnection())
  const queries = useQueryClient()
  const { role } = useUser()
  useEffect(() => {
    if (role !== 'advisor' && role !== 'supervisor') return undefined
    let isFirst = true
    const refreshCalls = () => void queries.invalidateQueries({ queryKey: callsKey })
    const stops = [
      live.onCallsChanged(refreshCalls),
      live.onConnected(() => {
        // Whatever was read before the connection was lost may have changed.
        if (!isFirst) void queries.invalidateQueries()
        isFirst = false
      }),
      live.open(),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [live, queries, role])
  return <LiveContext value={live}>{children}</LiveContext>
}

export function useLive(): LiveConnection {
  const live = use(LiveContext)
  if (live === undefined) throw new Error('useLive outside of LiveProvider')
  return live
}

export function useConnectionState(): ConnectionState {
  const live = useLive()
  return useSyncExternalStore(live.onStateChange, () => live.state)
}
