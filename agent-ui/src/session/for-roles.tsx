import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CodedError } from '../api/http.ts'
import type { Role } from '../api/schemas.ts'
import { buttonClass } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { useUser } from './use-session.ts'

/** The server refuses as well; this says so before anything is asked. */
export function ForRoles({ roles, children }: { readonly roles: readonly Role[]; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const { role } = useUser()
  if (roles.includes(role)) return children
  return (
    <main id="main" className="mx-auto max-w-lg space-y-4 p-6">
      <h1 className="font-script text-2xl font-semibold">{t('error.forbidden')}</h1>
      <CodedNotice error={CodedError.of('account.forbidden')} look="warning" />
      <Link to="/" className={buttonClass()}>
        {t('error.home')}
      </Link>
    </main>
  )
}
