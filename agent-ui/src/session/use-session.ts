import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { readSession, readSignOn, signIn, signOut } from '../api/endpoints.ts'
import { CodedError } from '../api/http.ts'
import type { User } from '../api/schemas.ts'

export const sessionKey = ['session'] as const

/** Who is signed in; null for nobody. */
export function useSession() {
  return useQuery({ queryKey: sessionKey, queryFn: readSessionOrNobody, staleTime: Number.POSITIVE_INFINITY })
}

async function readSessionOrNobody(): Promise<User | null> {
  try {
    return await readSession()
  } catch (error) {
    if (isSignedOut(error)) return null
    throw error
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof CodedError && error.code === 'account.signed-out'
}

/** How somebody may sign in here: an identity provider, demo accounts. */
export function useWaysIn() {
  return useQuery({ queryKey: ['sign-on'], queryFn: readSignOn, retry: false })
}

/** What was read under one account is forgotten before the next one begins. */
export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: signIn,
    onSuccess: (user) => {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] })
      queries.setQueryData(sessionKey, user)
    },
  })
}

/** Loads the first page afresh: nothing of the account stays in memory, and no socket or microphone stays open. */
export function useSignOut() {
  return useMutation({ mutationFn: signOut, onSuccess: () => window.location.replace('/') })
}

export const UserContext = createContext<User | undefined>(undefined)

/** The person who is signed in; only below the session gate. */
export function useUser(): User {
  const user = use(UserContext)
  if (user === undefined) throw new Error('useUser outside of the session gate')
  return user
}
