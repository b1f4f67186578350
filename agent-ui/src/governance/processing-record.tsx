import { useTranslation } from 'react-i18next'

/** The rows of article 30(1) of the GDPR: what the software knows is filled in, what only the organisation knows is left open. */
const rows = ['controller', 'purposes', 'people', 'data', 'recipients', 'transfers', 'erasure', 'measures', 'basis'] as const

export function ProcessingRecord() {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="record" className="space-y-2">
      <h2 id="record" className="text-base font-semibold">
        {t('governance.record.title')}
      </h2>
      <p className="text-sm text-soft">{t('governance.record.lead')}</p>
      <dl className="card divide-y divide-line text-sm">
        {rows.map((row) => (
          <div key={row} className="grid gap-x-4 gap-y-1 px-4 py-3 sm:grid-cols-[14rem_1fr]">
            <dt className="font-medium">{t(`governance.record.row.${row}`)}</dt>
            <dd>{t(`governance.record.filled.${row}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
