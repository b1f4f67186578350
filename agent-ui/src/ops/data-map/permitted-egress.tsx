import { useTranslation } from 'react-i18next'
import type { DataMap } from '../../api/schemas.ts'
import { formatList } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Badge } from '../../ui/badge.tsx'
import { MapSection } from './map-section.tsx'

/** Where this process may connect, and what it tried. */
export function PermittedEgress({ egress }: { readonly egress: DataMap['egress'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { enforced, places, attempts, refusedHosts } = egress
  return (
    <MapSection id="egress" title={t('dataMap.egress.title')}>
      <div className="card divide-y divide-line text-sm">
        <p className="flex flex-wrap items-center gap-3 px-4 py-3">
          <Badge tone={enforced ? 'good' : 'bad'}>{enforced ? t('dataMap.egress.enforced') : t('dataMap.egress.notEnforced')}</Badge>
          <span>{places.length === 0 ? t('dataMap.egress.nowhere') : t('dataMap.egress.onlyThere')}</span>
        </p>
        {places.map(({ host, port, purpose }) => (
          <p key={`${host}:${port} ${purpose}`} className="flex flex-wrap gap-x-4 px-4 py-3">
            <span className="min-w-48 font-mono">{port === null ? host : `${host}:${port}`}</span>
            <span className="text-soft">{t(`dataMap.egress.purpose.${purpose}`)}</span>
          </p>
        ))}
        <p className="px-4 py-3 text-soft">{t('dataMap.egress.attempts', { ...attempts })}</p>
        {refusedHosts.length === 0 ? null : (
          <p className="px-4 py-3">{t('dataMap.egress.refused', { hosts: formatList(refusedHosts, language) })}</p>
        )}
      </div>
    </MapSection>
  )
}
