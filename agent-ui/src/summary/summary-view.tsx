import type { Summary, Utterance } from '@souffleur/proto'
import { useTranslation } from 'react-i18next'
import { useLabels } from '../calls/use-calls.ts'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { MaskedText } from '../privacy/masked-text.tsx'
import { EvidenceLinks } from './evidence-links.tsx'
import { PersonsMark } from './persons-mark.tsx'
import { type DraftField, fieldsOf } from './summary-draft.ts'

interface SummaryViewProps {
  readonly summary: Summary
  readonly utterances: ReadonlyMap<string, Utterance>
}

/** A summary to be read, with the words behind each line. */
export function SummaryView({ summary, utterances }: SummaryViewProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="space-y-4">
      {fieldsOf(summary).map((field) => (
        <section key={field.id} aria-label={field.label[language]}>
          <FieldHeading field={field} />
          {field.lines.length === 0 ? <NoEvidence /> : null}
          <ul className="space-y-2 empty:hidden">
            {field.lines.map((line) => (
              <li key={line.key}>
                <p lang={summary.language} className="text-sm leading-snug">
                  <MaskedText text={line.text} /> <PersonsMark line={line} />
                </p>
                <EvidenceLinks evidence={line.evidence} utterances={utterances} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <section aria-label={t('summary.disposition')}>
        <h3 className="mb-1 text-xs font-semibold text-soft">{t('summary.disposition')}</h3>
        <DispositionText summary={summary} utterances={utterances} />
      </section>
    </div>
  )
}

function DispositionText({ summary, utterances }: SummaryViewProps) {
  const { t } = useTranslation()
  const labels = useLabels()
  const { disposition } = summary
  if (disposition === undefined || disposition.dispositionId === '')
    return <p className="text-sm text-soft italic">{t('summary.noDisposition')}</p>
  return (
    <>
      <p className="text-sm">
        {labels.disposition(disposition.dispositionId)} <Confidence share={disposition.confidence} />
      </p>
      <EvidenceLinks evidence={disposition.evidence} utterances={utterances} />
    </>
  )
}

export function Confidence({ share }: { readonly share: number }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (share <= 0 || share >= 1) return null
  return <span className="text-xs text-soft">{t('summary.confidence', { share: formatPercent(share, language) })}</span>
}

export function FieldHeading({ field }: { readonly field: DraftField }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <h3 className="mb-1 text-xs font-semibold text-soft">
      {field.label[language]}
      {field.isRequired ? <span className="font-normal"> {t('summary.required')}</span> : null}
    </h3>
  )
}

/** An empty field is a statement too. */
export function NoEvidence() {
  const { t } = useTranslation()
  return <p className="text-sm text-soft italic">{t('summary.noEvidence')}</p>
}
