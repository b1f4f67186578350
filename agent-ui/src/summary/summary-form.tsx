import type { Summary, Utterance } from '@souffleur/proto'
import { Plus, Trash2 } from 'lucide-react'
import { type Dispatch, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useEvidence } from '../call/evidence-context.tsx'
import { useCatalogue, useLabels } from '../calls/use-calls.ts'
import { Button } from '../ui/button.tsx'
import { EvidenceLinks } from './evidence-links.tsx'
import { PersonsMark } from './persons-mark.tsx'
import type { DraftAction, DraftLine, SummaryDraft, SummaryFieldName } from './summary-draft.ts'
import { summaryFieldNames } from './summary-draft.ts'
import { Confidence, FieldHeading, NoEvidence } from './summary-view.tsx'

interface SummaryFormProps {
  readonly draft: SummaryDraft
  readonly dispatch: Dispatch<DraftAction>
  readonly summary: Summary | undefined
  readonly utterances: ReadonlyMap<string, Utterance>
}

export function SummaryForm({ draft, dispatch, summary, utterances }: SummaryFormProps) {
  return (
    <div className="space-y-5">
      {summaryFieldNames.map((name) => (
        <FieldEditor
          key={name}
          name={name}
          lines={draft.fields[name]}
          language={summary?.language}
          dispatch={dispatch}
          utterances={utterances}
        />
      ))}
      <DispositionField draft={draft} dispatch={dispatch} summary={summary} utterances={utterances} />
    </div>
  )
}

interface FieldEditorProps {
  readonly name: SummaryFieldName
  readonly lines: readonly DraftLine[]
  readonly language: string | undefined
  readonly dispatch: Dispatch<DraftAction>
  readonly utterances: ReadonlyMap<string, Utterance>
}

function FieldEditor({ name, lines, language, dispatch, utterances }: FieldEditorProps) {
  const { t } = useTranslation()
  return (
    <section aria-label={t(`summary.field.${name}`)}>
      <div className="flex items-center justify-between">
        <FieldHeading name={name} />
        <Button size="small" look="quiet" onClick={() => dispatch({ type: 'add-line', field: name, key: crypto.randomUUID() })}>
          <Plus aria-hidden className="size-3.5" />
          {t('summary.addLine')}
          <span className="sr-only"> – {t(`summary.field.${name}`)}</span>
        </Button>
      </div>
      {lines.length === 0 ? <NoEvidence /> : null}
      <ul className="space-y-1.5 empty:hidden">
        {lines.map((line, index) => (
          <LineEditor
            key={line.key}
            line={line}
            label={t('summary.lineLabel', { field: t(`summary.field.${name}`), number: index + 1 })}
            language={language}
            utterances={utterances}
            onEdit={(text) => dispatch({ type: 'edit-line', field: name, key: line.key, text })}
            onRemove={() => dispatch({ type: 'remove-line', field: name, key: line.key })}
          />
        ))}
      </ul>
    </section>
  )
}

interface LineEditorProps {
  readonly line: DraftLine
  readonly label: string
  readonly language: string | undefined
  readonly utterances: ReadonlyMap<string, Utterance>
  readonly onEdit: (text: string) => void
  readonly onRemove: () => void
}

function LineEditor({ line, label, language, utterances, onEdit, onRemove }: LineEditorProps) {
  const { t } = useTranslation()
  const { show } = useEvidence()
  return (
    <li className="group/line">
      <div className="flex items-start gap-1">
        <textarea
          aria-label={label}
          lang={language}
          // biome-ignore lint/a11y/noAutofocus: a line that was just added is there to be written
          autoFocus={line.lineId === undefined && line.text === ''}
          rows={1}
          maxLength={2000}
          value={line.text}
          onChange={(event) => onEdit(event.target.value)}
          onDoubleClick={() => (line.evidence.length > 0 ? show(line.evidence) : undefined)}
          className="field field-sizing-content w-full resize-none border-line leading-snug hover:border-line-strong focus:border-line-strong"
        />
        <Button
          size="smallIcon"
          look="quiet"
          className="mt-0.5"
          aria-label={t('summary.removeLine', { line: label })}
          title={t('summary.remove')}
          onClick={onRemove}
        >
          <Trash2 aria-hidden className="size-3.5" />
        </Button>
      </div>
      <div className="flex flex-col items-start">
        <EvidenceLinks evidence={line.evidence} utterances={utterances} />
        <span className="px-1.5 empty:hidden">
          <PersonsMark line={line} />
        </span>
      </div>
    </li>
  )
}

function DispositionField({ draft, dispatch, summary, utterances }: SummaryFormProps) {
  const { t } = useTranslation()
  const labels = useLabels()
  const { data } = useCatalogue()
  const id = useId()
  const proposed = summary?.disposition
  const isProposed = proposed !== undefined && proposed.dispositionId !== '' && proposed.dispositionId === draft.dispositionId
  return (
    <section aria-label={t('summary.disposition')}>
      <label htmlFor={id} className="mb-1 block text-xs font-semibold text-soft">
        {t('summary.disposition')} {isProposed ? <Confidence share={proposed.confidence} /> : null}
      </label>
      <select
        id={id}
        value={draft.dispositionId}
        className="field w-full"
        onChange={(event) => dispatch({ type: 'choose-disposition', dispositionId: event.target.value })}
      >
        <option value="">{t('summary.noDisposition')}</option>
        {dispositionIds(draft, data?.dispositions).map((dispositionId) => (
          <option key={dispositionId} value={dispositionId}>
            {labels.disposition(dispositionId)}
          </option>
        ))}
      </select>
      {isProposed ? <EvidenceLinks evidence={proposed.evidence} utterances={utterances} /> : null}
    </section>
  )
}

/** One that left the catalogue stays choosable in the summaries that have it. */
function dispositionIds({ dispositionId }: SummaryDraft, dispositions: readonly { readonly id: string }[] = []): readonly string[] {
  const ids = dispositions.map(({ id }) => id)
  return dispositionId === '' || ids.includes(dispositionId) ? ids : [dispositionId, ...ids]
}
