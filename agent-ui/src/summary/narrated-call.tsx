import type { SummaryNarrated, Utterance } from '@souffleur/proto'
import { useTranslation } from 'react-i18next'
import { EvidenceLinks } from './evidence-links.tsx'

interface NarratedCallProps {
  readonly narrated: SummaryNarrated | undefined
  readonly utterances: ReadonlyMap<string, Utterance>
  readonly language: string
}

/** What a language model made of the summary: sentences that the quotes bear out, and how many did not pass. */
export function NarratedCall({ narrated, utterances, language }: NarratedCallProps) {
  const { t } = useTranslation()
  if (narrated === undefined || (narrated.sentences.length === 0 && narrated.removed === 0)) return null
  return (
    <section aria-label={t('summary.narrated')} className="card space-y-2 p-3">
      <h3 className="text-xs font-semibold text-soft">{t('summary.narrated')}</h3>
      <ul className="space-y-2 empty:hidden">
        {narrated.sentences.map(({ text, evidence }) => (
          <li key={text}>
            <p lang={language} className="text-sm leading-snug">
              {text}
            </p>
            <EvidenceLinks evidence={evidence} utterances={utterances} />
          </li>
        ))}
      </ul>
      <p className="text-xs text-soft">
        {t('summary.narratedBy', { model: narrated.model })}{' '}
        {narrated.removed === 0 ? null : t('summary.removed', { count: narrated.removed })}
      </p>
    </section>
  )
}
