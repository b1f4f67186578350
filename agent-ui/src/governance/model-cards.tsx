import { useTranslation } from 'react-i18next'
import type { Governance } from '../api/schemas.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'

/** Models whose limits are written down: others are the organisation's own. */
const described = ['moonshine-base', 'whisper-base', 'silero-vad', 'multilingual-e5-small'] as const
type Described = (typeof described)[number]

const isDescribed = (name: string): name is Described => described.some((known) => known === name)

export function ModelCards({ models }: { readonly models: Governance['models'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <section aria-labelledby="cards" className="space-y-2">
      <h2 id="cards" className="text-base font-semibold">
        {t('governance.models')}
      </h2>
      <ul className="grid gap-3 md:grid-cols-2">
        {models.map(({ name, purpose, languages, licence, runsAt }) => (
          <li key={name} className="card space-y-1 px-4 py-3 text-sm">
            <h3 className="font-mono font-medium">{name}</h3>
            <p className="text-soft">
              {[
                t(`dataMap.models.purpose.${purpose}`),
                ...languages.map((tag) => languageName(tag, language)),
                licence ?? t('dataMap.models.licenceUnknown'),
                runsAt === null ? t('dataMap.models.runsHere') : t('dataMap.models.runsAt', { host: runsAt }),
              ].join(' · ')}
            </p>
            <p>{isDescribed(name) ? t(`governance.limits.${name}`) : t('governance.limitsUnknown')}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
