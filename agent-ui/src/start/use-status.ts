import { useQuery } from '@tanstack/react-query'
import { readStatus } from '../api/endpoints.ts'
import type { Status } from '../api/schemas.ts'

/** How often a server that is starting is asked again. */
const STARTING_MS = 2000

export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: readStatus,
    refetchInterval: ({ state: { data } }) => (isSettled(data) ? false : STARTING_MS),
  })
}

/** Whether calls in a language can be written down, as far as is known. */
export function useIsServed(): (language: string) => boolean {
  const { data } = useStatus()
  return (language) => language === 'auto' || data === undefined || !isSettled(data) || data.languages.includes(language)
}

/** A server that has just started doesn't know its engines yet, and then loads them. */
function isSettled(status: Status | undefined): boolean {
  return status !== undefined && status.engines.length > 0 && status.engines.every(({ state }) => state !== 'loading')
}
