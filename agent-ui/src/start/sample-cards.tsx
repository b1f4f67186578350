import { languages } from '@souffleur/proto'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Play, Theater } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { playSample, readSamples } from '../api/endpoints.ts'
import type { Sample } from '../api/schemas.ts'
import { LanguageName } from '../calls/call-words.tsx'
import { formatDuration } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { rememberPlayback } from './playbacks.ts'
import { SectionTitle } from './section-title.tsx'
import { useIsServed } from './use-status.ts'

export function SampleCards({ onStarted }: { readonly onStarted: (callId: string) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const samples = useQuery({ queryKey: ['samples'], queryFn: readSamples })
  const play = useMutation({
    mutationFn: playSample,
    onSuccess: ({ callId }) => {
      rememberPlayback(callId)
      onStarted(callId)
    },
  })
  return (
    <section aria-labelledby="samples">
      <SectionTitle id="samples" icon={Theater} title={t('samples.title')} lead={t('samples.lead')} />
      {samples.isPending ? <Loading /> : null}
      {samples.error === null ? null : <CodedNotice error={samples.error} onRetry={() => void samples.refetch()} />}
      {play.error === null ? null : <CodedNotice error={play.error} />}
      {samples.data?.length === 0 ? <Empty icon={Theater} title={t('samples.none')} /> : null}
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {inOwnLanguageFirst(samples.data ?? [], language).map((sample) => (
          <SampleCard key={sample.id} sample={sample} isBusy={play.isPending} onPlay={() => play.mutate(sample.id)} />
        ))}
      </ul>
    </section>
  )
}

interface SampleCardProps {
  readonly sample: Sample
  readonly isBusy: boolean
  readonly onPlay: () => void
}

function SampleCard({ sample, isBusy, onPlay }: SampleCardProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const isServed = useIsServed()
  const title = sample.title[language]
  return (
    <li className="card flex flex-col gap-3 p-4">
      <h3 className="font-script text-lg leading-snug font-semibold">{title}</h3>
      <p className="flex flex-wrap gap-x-3 gap-y-1 text-sm text-soft">
        <span>{sample.language === 'auto' ? t('samples.bothLanguages') : <LanguageName tag={sample.language} />}</span>
        <span>{formatDuration(sample.durationMs, language)}</span>
      </p>
      {languagesOf(sample).every(isServed) ? null : (
        <p className="text-sm text-cue">{sample.language === 'auto' ? t('samples.partlyUnserved') : t('samples.unserved')}</p>
      )}
      <div className="mt-auto flex flex-wrap items-center justify-between gap-2">
        {sample.synthetic ? <Badge>{t('call.synthetic')}</Badge> : <span />}
        <Button look="primary" disabled={isBusy} onClick={onPlay} aria-label={t('samples.play', { title })}>
          <Play aria-hidden className="size-4" />
          {t('samples.start')}
        </Button>
      </div>
    </li>
  )
}

/** A sample whose language is detected is in both. */
function languagesOf({ language }: Sample): readonly string[] {
  return language === 'auto' ? languages : [language]
}

/** What one understands, then what is in both languages, then the others; otherwise as the server lists them. */
function inOwnLanguageFirst(samples: readonly Sample[], own: string): Sample[] {
  const rank = (sample: Sample) => (sample.language === own ? 0 : sample.language === 'auto' ? 1 : 2)
  return samples.toSorted((one, other) => rank(one) - rank(other))
}
