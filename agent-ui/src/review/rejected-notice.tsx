import { useTranslation } from 'react-i18next'
import { Notice } from '../ui/notice.tsx'
import { useRevisions } from './use-revisions.ts'

/** Tells the advisor that a summary came back, and why. */
export function RejectedNotice({ callId, revision }: { readonly callId: string; readonly revision: number }) {
  const { t } = useTranslation()
  const { data } = useRevisions(callId, revision)
  const rejection = data?.findLast(({ state }) => state === 'rejected')
  return (
    <Notice look="warning">
      <p className="font-medium">{t('summary.rejectedNotice')}</p>
      {rejection?.reason ? (
        <p>
          <span className="text-soft">{t('revision.reason')}</span> {rejection.reason}
        </p>
      ) : null}
    </Notice>
  )
}
