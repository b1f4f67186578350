import { type Summary, SummaryFieldType, type Utterance } from '@souffleur/proto'
import { Plus, Trash2 } from 'lucide-react'
import { type Dispatch, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useEvidence } from '../call/evidence-context.tsx'
import { useCatalogue, useLabels } from '../calls/use-calls.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { EvidenceLinks } from './evidence-links.tsx'
import { PersonsMark } from './persons-mark.tsx'
import { type DraftAction, type DraftField, type DraftLine, type SummaryDraft, takesAnotherLine } from './summary-draft.ts'
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
      {draft.fields.map((field) => (
        <FieldEditor key={field.id} field={field} language={summary?.language} dispatch={dispatch} utterances={utterances} />
      ))}
      <DispositionField draft={draft} dispatch={dispatch} summary={summary} utterances={utterances} />
    </div>
  )
}

interface FieldEditorProps {
  readonly field: DraftField
  readonly language: string | undefined
  readonly dispatch: Dispatch<DraftAction>
  readonly utterances: ReadonlyMap<string, Utterance>
}

function FieldEditor(props: FieldEditorProps) {
  const { field, language, dispatch, utterances } = props
  const { t } = useTranslation()
  const label = field.label[useLanguage()]
  if (field.type === SummaryFieldType.CHOICE) return <ChoiceEditor {...props} />
  return (
    <section aria-label={label}>
      <div className="flex items-center justify-between">
        <FieldHeading field={field} />
        {takesAnotherLine(field) ? (
          <Button size="small" look="quiet" onClick={() => dispatch({ type: 'add-line', field: field.id, key: crypto.randomUUID() })}>
            <Plus aria-hidden className="size-3.5" />
            {t('summary.addLine')}
            <span className="sr-only"> – {label}</span>
          </Button>
        ) : null}
      </div>
      {field.lines.length === 0 ? <NoEvidence /> : null}
      <ul className="space-y-1.5 empty:hidden">
        {field.lines.map((line, index) => (
          <LineEditor
            key={line.key}
            line={line}
            label={t('summary.lineLabel', { field: label, number: index + 1 })}
            language={language}
            utterances={utterances}
            onEdit={(text) => dispatch({ type: 'edit-line', field: field.id, key: line.key, text })}
            onRemove={() => dispatch({ type: 'remove-line', field: field.id, key: line.key })}
          />
        ))}
      </ul>
    </section>
  )
}

/** One of the choices of the organisation, with the words that spoke for it. */
function ChoiceEditor({ field, language: spoken, dispatch, utterances }: FieldEditorProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const id = useId()
  const [line] = field.lines
  const choose = (choiceId: string): void => {
    const label = field.choices.find((choice) => choice.id === choiceId)?.label
    const text = label?.[spoken === 'fr' ? 'fr' : 'en'] ?? ''
    dispatch({ type: 'choose', field: field.id, key: line?.key ?? crypto.randomUUID(), choiceId, text })
  }
  return (
    <section aria-label={field.label[language]}>
      <label htmlFor={id}>
        <FieldHeading field={field} />
      </label>
      <select id={id} value={line?.value ?? ''} className="field w-full" onChange={(event) => choose(event.target.value)}>
        <option value="">{t('summary.noChoice')}</option>
        {field.choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label[language]}
          </option>
        ))}
      </select>
      {line === undefined ? null : (
        <>
          <EvidenceLinks evidence={line.evidence} utterances={utterances} />
          <span className="px-1.5 empty:hidden">
            <PersonsMark line={line} />
          </span>
        </>
      )}
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
