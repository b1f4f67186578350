import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { CodedError } from '../api/http.ts'
import { isSignedOut, sessionKey } from '../session/use-session.ts'

const RETRIES = 2

/** A session that ended anywhere leads to the sign-in page; only what may pass by itself is tried again. */
export function createQueries(): QueryClient {
  const onError = (error: unknown) => {
    if (isSignedOut(error)) queries.setQueryData(sessionKey, null)
  }
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        retry: (count, error) => error instanceof CodedError && error.code === 'stream.unreachable' && count < RETRIES,
        staleTime: 10_000,
      },
    },
  })
  return queries
}
