import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { readSession, signIn, signOut } from '../api/endpoints.ts'
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

export function useSignIn() {
  const queries = useQueryClient()
  return useMutation({ mutationFn: signIn, onSuccess: (user) => queries.setQueryData(sessionKey, user) })
}

/** What was read under one account is forgotten before the next one signs in. */
export function useSignOut() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: signOut,
    onSettled: () => {
      queries.clear()
      queries.setQueryData(sessionKey, null)
    },
  })
}

export const UserContext = createContext<User | undefined>(undefined)

/** The person who is signed in; only below the session gate. */
export function useUser(): User {
  const user = use(UserContext)
  if (user === undefined) throw new Error('useUser outside of the session gate')
  return user
}
