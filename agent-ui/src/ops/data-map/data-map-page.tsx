import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readDataMap } from '../../api/endpoints.ts'
import type { DataMap } from '../../api/schemas.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { ForRoles } from '../../session/for-roles.tsx'
import { Badge } from '../../ui/badge.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Loading } from '../../ui/placeholders.tsx'
import { formatBytes } from './format-bytes.ts'
import { MapSection } from './map-section.tsx'
import { MappedModels } from './mapped-models.tsx'
import { PermittedEgress } from './permitted-egress.tsx'

/** Where every byte lies, every model runs, and every connection may go. */
export function DataMapPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: ['data-map'], queryFn: readDataMap })
  return (
    <ForRoles roles={['ops', 'dpo']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-6 px-4 py-6">
        <header className="space-y-2">
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('dataMap.title')}</h1>
          <p className="max-w-3xl text-soft">{t('dataMap.lead')}</p>
        </header>
        {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null ? (
            <Loading />
          ) : null
        ) : (
          <>
            <Stores stores={data.stores} />
            <MappedModels models={data.models} />
            <PermittedEgress egress={data.egress} />
            <MapSection id="telemetry" title={t('dataMap.telemetry.title')}>
              <p className="card px-4 py-3 text-sm">{t('dataMap.telemetry.none')}</p>
            </MapSection>
          </>
        )}
      </main>
    </ForRoles>
  )
}

function Stores({ stores }: { readonly stores: DataMap['stores'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <MapSection id="stores" title={t('dataMap.stores.title')}>
      <ul className="card divide-y divide-line">
        {stores.map(({ kind, place, bytes, isOnThisMachine }) => (
          <li key={`${kind} ${place}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <span className="min-w-48 font-medium">{t(`dataMap.stores.kind.${kind}`)}</span>
            <code className="min-w-0 flex-1 font-mono text-xs break-all text-soft">{place}</code>
            {bytes === null ? null : <span className="tabular-nums">{formatBytes(bytes, language)}</span>}
            {isOnThisMachine || kind === 'browser' ? null : <Badge tone="cue">{t('dataMap.elsewhere')}</Badge>}
            <p className="w-full text-soft">{t(`dataMap.stores.holds.${kind}`)}</p>
          </li>
        ))}
      </ul>
      <p className="text-sm text-soft">{t('dataMap.stores.audio')}</p>
    </MapSection>
  )
}
