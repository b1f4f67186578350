import { useTranslation } from 'react-i18next'
import type { Status } from '../api/schemas.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

type Model = NonNullable<Status['languageModel']>

const tones: Record<Model['state'], Tone> = { unknown: 'neutral', ready: 'good', failed: 'bad' }

/** What shortens quotes; without it, which is how Souffleur comes, quotes are shown as they are. */
export function LanguageModel({ model }: { readonly model: Model | null }) {
  const { t } = useTranslation()
  return (
    <section aria-labelledby="language-model" className="space-y-2">
      <h2 id="language-model" className="text-base font-semibold">
        {t('status.languageModel.title')}
      </h2>
      <div className="card flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
        {model === null ? (
          <p className="text-soft">{t('status.languageModel.off')}</p>
        ) : (
          <>
            <span className="min-w-36 flex-1 font-mono font-medium">{model.name}</span>
            <Badge tone={tones[model.state]}>{t(`status.languageModel.${model.state}`)}</Badge>
          </>
        )}
      </div>
    </section>
  )
}
