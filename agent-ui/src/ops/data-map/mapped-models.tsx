import { useTranslation } from 'react-i18next'
import type { DataMap } from '../../api/schemas.ts'
import { languageName } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { formatBytes } from './format-bytes.ts'
import { MapSection } from './map-section.tsx'

type MappedModel = DataMap['models'][number]
const tones: Record<MappedModel['state'], Tone> = { good: 'good', missing: 'neutral', corrupt: 'bad', outdated: 'cue', elsewhere: 'cue' }

export function MappedModels({ models }: { readonly models: readonly MappedModel[] }) {
  const { t } = useTranslation()
  return (
    <MapSection id="models" title={t('dataMap.models.title')}>
      <ul className="card divide-y divide-line">
        {models.map((model) => (
          <ModelRow key={model.name} model={model} />
        ))}
      </ul>
    </MapSection>
  )
}

function ModelRow({ model }: { readonly model: MappedModel }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { name, purpose, languages, licence, runsAt, state, files } = model
  const facts = [
    t(`dataMap.models.purpose.${purpose}`),
    ...(languages.length === 0 ? [] : [languages.map((tag) => languageName(tag, language)).join(', ')]),
    licence ?? t('dataMap.models.licenceUnknown'),
    runsAt === null ? t('dataMap.models.runsHere') : t('dataMap.models.runsAt', { host: runsAt }),
  ]
  return (
    <li className="space-y-1 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="min-w-48 font-mono font-medium">{name}</span>
        <span className="min-w-0 flex-1 text-soft">{facts.join(' · ')}</span>
        <Badge tone={tones[state]}>{t(`dataMap.models.state.${state}`)}</Badge>
      </div>
      {files.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-soft">{t('dataMap.models.hashes')}</summary>
          <ul className="mt-1 space-y-1">
            {files.map((file) => (
              <li key={file.name} className="font-mono text-xs break-all text-soft">
                {file.name} · {formatBytes(file.bytes, language)} · {file.sha256}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
