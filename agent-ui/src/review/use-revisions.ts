import { useQuery } from '@tanstack/react-query'
import { readRevisions } from '../api/endpoints.ts'

/** @param revision the newest that is known: a newer one asks again */
export function useRevisions(callId: string, revision: number) {
  return useQuery({ queryKey: ['revisions', callId, revision], queryFn: () => readRevisions(callId) })
}
