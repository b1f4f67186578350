import { useTranslation } from 'react-i18next'
import type { Status } from '../api/schemas.ts'
import { Badge } from '../ui/badge.tsx'
import { InstallCommand, stateTones } from './engines.tsx'

/** What reads meaning for suggestions and search; without it, words alone find. */
export function Meaning({ meaning }: { readonly meaning: NonNullable<Status['meaning']> | null }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="meaning" className="space-y-2">
      <h2 id="meaning" className="text-base font-semibold">
        {t('status.meaning.title')}
      </h2>
      <div className="card flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
        {meaning === null ? <p className="text-soft">{t('status.meaning.off')}</p> : <MeaningRow meaning={meaning} />}
      </div>
    </section>
  )
}

function MeaningRow({ meaning: { name, state, installCommand, articles } }: { readonly meaning: NonNullable<Status['meaning']> }) {
  const { t } = useTranslation()
  const works = state === 'ready' || state === 'loading'
  return (
    <>
      <span className="min-w-36 font-mono font-medium max-sm:flex-1">{name}</span>
      <span className="text-soft max-sm:order-1 max-sm:w-full sm:flex-1">
        {works ? t('status.meaning.articles', { ...articles }) : t('status.meaning.wordsAlone')}
      </span>
      <Badge tone={stateTones[state]}>{t(`status.engineState.${state}`)}</Badge>
      {state === 'ready' ? null : <InstallCommand command={installCommand} />}
    </>
  )
}
