import { useMutation } from '@tanstack/react-query'
import { FileAudio, Upload } from 'lucide-react'
import { type DragEvent, type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { playRecording, type RecordingUpload } from '../api/endpoints.ts'
import { useSentRecordings } from '../sound/sent-recordings.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useLanguageChoices } from './language-choices.ts'
import { rememberPlayback } from './playbacks.ts'
import { SectionTitle } from './section-title.tsx'

const orders = ['advisor-left', 'customer-left'] as const

export function RecordingUploadForm({ onStarted }: { readonly onStarted: (callId: string) => void }) {
  const { t } = useTranslation()
  const languageChoices = useLanguageChoices()
  const [file, setFile] = useState<File>()
  const [language, setLanguage] = useState<RecordingUpload['language']>('auto')
  const [order, setOrder] = useState<RecordingUpload['order']>('advisor-left')
  const recordings = useSentRecordings()
  const upload = useMutation({
    mutationFn: playRecording,
    onSuccess: ({ callId }, sent) => {
      rememberPlayback(callId)
      recordings.keep(callId, { file: sent.file, order: sent.order })
      onStarted(callId)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== undefined) upload.mutate({ file, language, order })
  }
  const choose = (chosen: File) => {
    upload.reset()
    setFile(chosen)
  }
  return (
    <section aria-labelledby="upload">
      <SectionTitle id="upload" icon={FileAudio} title={t('upload.title')} lead={t('upload.lead')} />
      <form onSubmit={submit} className="card space-y-4 p-4">
        <DropZone file={file} onChoose={choose} />
        <div className="grid gap-3 sm:grid-cols-2">
          <SelectField
            label={t('upload.language')}
            value={language}
            options={languageChoices}
            hint={t(`language.hint.${language}`)}
            onChoose={(value) => setLanguage(languageChoices.find((choice) => choice.value === value)?.value ?? 'auto')}
          />
          <SelectField
            label={t('upload.order')}
            value={order}
            options={orders.map((value) => ({ value, label: t(`upload.orders.${value}`) }))}
            onChoose={(value) => setOrder(orders.find((choice) => choice === value) ?? 'advisor-left')}
          />
        </div>
        {upload.error === null ? null : <CodedNotice error={upload.error} />}
        <Button type="submit" look="primary" disabled={file === undefined || upload.isPending}>
          <Upload aria-hidden className="size-4" />
          {upload.isPending ? t('upload.pending') : t('upload.submit')}
        </Button>
      </form>
    </section>
  )
}

/** A button that opens the file picker, and a place to drop a file on. */
function DropZone({ file, onChoose }: { readonly file: File | undefined; readonly onChoose: (file: File) => void }) {
  const { t } = useTranslation()
  const picker = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const take = (files: FileList | null) => {
    const first = files?.[0]
    if (first !== undefined) onChoose(first)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <>
      <button
        type="button"
        onClick={() => picker.current?.click()}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
        className={`flex min-h-24 w-full flex-col items-center justify-center gap-1 rounded-lg border-2 border-dashed px-3 py-4 text-sm ${isOver ? 'border-curtain-text bg-sunken' : 'border-line-strong'}`}
      >
        <span className="font-medium break-all">{file === undefined ? t('upload.drop') : file.name}</span>
        <span className="text-soft">{file === undefined ? t('upload.formats') : t('upload.another')}</span>
      </button>
      <input
        ref={picker}
        type="file"
        accept=".wav,audio/wav,audio/x-wav"
        className="hidden"
        aria-label={t('upload.title')}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
    </>
  )
}
