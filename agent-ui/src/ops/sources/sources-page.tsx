import { KeyRound, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codedErrorOf } from '../../api/http.ts'
import { ForRoles } from '../../session/for-roles.tsx'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Empty, Loading } from '../../ui/placeholders.tsx'
import { AddSourceDialog } from './add-source-dialog.tsx'
import { SourceRow } from './source-row.tsx'
import { useSources } from './use-sources.ts'

/** Who may send calls. A secret is on screen once: when it is made. */
export function SourcesPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useSources()
  const [isAdding, setIsAdding] = useState(false)
  const addButton = useRef<HTMLButtonElement>(null)
  const count = data?.sources.length ?? 0
  const shown = useRef(count)
  // The button that had the focus went away with its source.
  useEffect(() => {
    if (count < shown.current && document.activeElement === document.body) addButton.current?.focus()
    shown.current = count
  }, [count])
  return (
    <ForRoles roles={['ops']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-4 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="font-script text-3xl font-semibold tracking-tight">{t('sources.title')}</h1>
            <p className="max-w-prose text-sm text-soft">{t('sources.lead')}</p>
          </div>
          <Button ref={addButton} look="primary" onClick={() => setIsAdding(true)} disabled={data === undefined}>
            <Plus aria-hidden className="size-4" />
            {t('sources.add')}
          </Button>
        </div>
        {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null ? <Loading /> : null}
        {data === undefined || data.warning === null ? null : <CodedNotice error={codedErrorOf(data.warning)} look="warning" />}
        {data?.sources.length === 0 ? (
          <Empty icon={KeyRound} title={t('sources.none')}>
            <p>{t('sources.noneText')}</p>
          </Empty>
        ) : null}
        {data === undefined || data.sources.length === 0 ? null : (
          <ul className="card divide-y divide-line" aria-label={t('sources.title')}>
            {data.sources.map((source) => (
              <SourceRow
                key={source.id}
                source={source}
                isIssuedByPlatform={data.doors.some(({ door, issuedByPlatform }) => door === source.door && issuedByPlatform)}
              />
            ))}
          </ul>
        )}
        {isAdding && data !== undefined ? <AddSourceDialog doors={data.doors} onClose={() => setIsAdding(false)} /> : null}
      </main>
    </ForRoles>
  )
}
