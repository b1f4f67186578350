import { Gauge } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { EngineLoad, Status } from '../api/schemas.ts'
import { formatSeconds, languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

type Engine = Status['engines'][number]
export const stateTones: Record<Engine['state'], Tone> = { ready: 'good', loading: 'cue', missing: 'neutral', failed: 'bad' }

/** What turns speech into words on this machine, and how busy it is. */
export function Engines({ engines }: { readonly engines: readonly Engine[] }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="engines" className="space-y-2">
      <h2 id="engines" className="text-base font-semibold">
        {t('status.engines')}
      </h2>
      <ul className="card divide-y divide-line">
        {engines.map((engine) => (
          <EngineRow key={engine.name} engine={engine} />
        ))}
      </ul>
    </section>
  )
}

function EngineRow({ engine: { name, languages, state, installCommand, workers, load } }: { readonly engine: Engine }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <span className="min-w-36 font-mono font-medium max-sm:flex-1">{name}</span>
      <span className="text-soft max-sm:order-1 max-sm:w-full sm:flex-1">
        {languages.map((tag) => languageName(tag, language)).join(', ')}
        {workers === undefined || state !== 'ready' ? null : ` · ${t('status.workers', { count: workers })}`}
      </span>
      <Badge tone={stateTones[state]}>{t(`status.engineState.${state}`)}</Badge>
      {load === undefined || state !== 'ready' ? null : <Load load={load} />}
      {state === 'ready' ? null : <InstallCommand command={installCommand} />}
    </li>
  )
}

export function InstallCommand({ command }: { readonly command: string | null }) {
  const { t } = useTranslation()
  if (command === null) return null
  return (
    <p className="w-full text-soft max-sm:order-1">
      {t('status.install')} <code className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs break-words text-ink">{command}</code>
    </p>
  )
}

function Load({ load: { degraded, speakingChannels, partialIntervalMs, waitingFinals } }: { readonly load: EngineLoad }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="flex w-full flex-wrap items-center gap-x-5 gap-y-1 max-sm:order-1">
      <span className={`inline-flex items-center gap-1.5 font-medium ${degraded ? 'text-cue' : 'text-soft'}`}>
        <Gauge aria-hidden className="size-4" />
        {degraded ? t('status.load.degraded') : t('status.load.normal')}
      </span>
      <dl className="flex flex-wrap gap-x-5 gap-y-1 text-soft">
        <LoadFigure label={t('status.load.speaking')}>{speakingChannels}</LoadFigure>
        <LoadFigure label={t('status.load.partials')}>{formatSeconds(partialIntervalMs, language)}</LoadFigure>
        <LoadFigure label={t('status.load.waiting')}>{waitingFinals}</LoadFigure>
      </dl>
    </div>
  )
}

function LoadFigure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt>{label}</dt>
      <dd className="font-medium text-ink tabular-nums">{children}</dd>
    </div>
  )
}
