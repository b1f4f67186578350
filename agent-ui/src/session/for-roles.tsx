import type { ReactNode } from 'react'
import { CodedError } from '../api/http.ts'
import type { Role } from '../api/schemas.ts'
import { CodedNotice } from '../ui/coded-error.tsx'
import { useUser } from './use-session.ts'

/** The server refuses as well; this says so before anything is asked. */
export function ForRoles({ roles, children }: { readonly roles: readonly Role[]; readonly children: ReactNode }) {
  const { role } = useUser()
  if (roles.includes(role)) return children
  return (
    <main className="mx-auto max-w-lg p-6">
      <CodedNotice error={CodedError.of('account.forbidden')} />
    </main>
  )
}
