import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readRetention } from '../api/endpoints.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { useUser } from '../session/use-session.ts'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { CallerData } from './caller-data.tsx'
import { PurgeReports } from './purge-reports.tsx'
import { RetentionForm } from './retention-form.tsx'
import { retentionKey } from './retention-key.ts'

/** How long everything is kept, what was removed, and what one caller may ask for. */
export function DataProtectionPage() {
  const { t } = useTranslation()
  const { role } = useUser()
  const retention = useQuery({ queryKey: retentionKey, queryFn: readRetention })
  return (
    <ForRoles roles={['dpo', 'admin', 'ops']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-4 px-4 py-6">
        <div>
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('dataProtection.title')}</h1>
          <p className="max-w-prose text-sm text-soft">{t('dataProtection.lead')}</p>
        </div>
        {retention.isPending ? <Loading /> : null}
        {retention.error === null ? null : <CodedNotice error={retention.error} onRetry={() => void retention.refetch()} />}
        {retention.data === undefined ? null : (
          <>
            <RetentionForm key={JSON.stringify(retention.data.rules)} rules={retention.data.rules} />
            {role === 'dpo' ? <CallerData /> : null}
            <PurgeReports purges={retention.data.purges} />
          </>
        )}
      </main>
    </ForRoles>
  )
}
