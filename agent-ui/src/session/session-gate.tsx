import type { ReactNode } from 'react'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { UserContext, useSession } from './use-session.ts'

/** The address stays while somebody signs in: afterwards, the page that was asked for is there. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const session = useSession()
  if (session.isPending) return <Loading />
  if (session.data === undefined) {
    return (
      <div className="mx-auto max-w-lg p-6">
        <CodedNotice error={session.error} onRetry={() => void session.refetch()} />
      </div>
    )
  }
  if (session.data === null) return <SignInPage />
  return (
    <UserContext key={session.data.id} value={session.data}>
      {children}
    </UserContext>
  )
}
