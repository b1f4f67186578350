import type { Utterance } from '@souffleur/proto'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { previewTemplates, readCall } from '../api/endpoints.ts'
import { EvidenceProvider } from '../call/evidence-context.tsx'
import { useCalls } from '../calls/use-calls.ts'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { SummaryView } from '../summary/summary-view.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useSettled } from '../ui/use-settled.ts'

/** Of typing, before the preview follows. */
const PAUSE_MS = 500
const noUtterances: ReadonlyMap<string, Utterance> = new Map()
const nothing = (): void => undefined

/** The summary that a past call would have had with the templates as they stand in the editor; nothing is stored. */
export function TemplatePreview({ templates }: { readonly templates: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [chosen, setChosen] = useState('')
  const calls = useCalls({ state: 'ended' })
  const rows = calls.data?.pages.flatMap((page) => page.calls) ?? []
  const callId = chosen === '' ? (rows[0]?.id ?? '') : chosen
  const options = rows.map(({ id, title, queue, startedAt }) => ({
    value: id,
    label: [title, queue, formatMoment(startedAt, language)].filter((part) => part !== '').join(' · '),
  }))
  return (
    <section aria-labelledby="template-preview" className="card h-fit space-y-3 p-4">
      <h2 id="template-preview" className="font-semibold">
        {t('templatesPage.preview')}
      </h2>
      {calls.isPending ? <Loading /> : null}
      {calls.error === null ? null : <CodedNotice error={calls.error} />}
      {calls.data !== undefined && rows.length === 0 ? <p className="text-sm text-soft">{t('templatesPage.noCalls')}</p> : null}
      {rows.length === 0 ? null : (
        <>
          <SelectField label={t('templatesPage.call')} value={callId} onChoose={setChosen} options={options} />
          <Preview templates={templates} callId={callId} />
        </>
      )}
    </section>
  )
}

function Preview({ templates, callId }: { readonly templates: string; readonly callId: string }) {
  const settled = useSettled(templates, PAUSE_MS)
  const preview = useQuery({
    queryKey: ['template-preview', callId, settled],
    queryFn: () => previewTemplates({ text: settled, callId }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const record = useQuery({ queryKey: ['call-record', callId], queryFn: () => readCall(callId) })
  if (preview.error !== null) return <CodedNotice error={preview.error} />
  if (preview.data === undefined) return <Loading />
  return (
    <EvidenceProvider onShow={nothing}>
      <SummaryView summary={preview.data} utterances={record.data === undefined ? noUtterances : utterancesOf(record.data.events)} />
    </EvidenceProvider>
  )
}

function utterancesOf(events: Awaited<ReturnType<typeof readCall>>['events']): ReadonlyMap<string, Utterance> {
  return new Map(events.flatMap(({ body }) => (body.case === 'utterance' ? [[body.value.utteranceId, body.value] as const] : [])))
}
