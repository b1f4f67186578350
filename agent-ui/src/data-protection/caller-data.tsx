import { useMutation } from '@tanstack/react-query'
import { Download, KeyRound, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eraseCaller, exportCaller, findCallerCalls, searchCalls } from '../api/endpoints.ts'
import { formatWhen } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { WordHits } from '../search/word-hits.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { CallOriginals } from './call-originals.tsx'

/** Fewer tell nobody apart. */
const FEWEST_CHARACTERS = 3

/** One caller's data: found by what was said, handed over whole, erased with a reason. */
export function CallerData() {
  const { t } = useTranslation()
  const language = useLanguage()
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [isErasing, setErasing] = useState(false)
  const [shown, setShown] = useState<string>()
  const search = useMutation({ mutationFn: () => findCaller(words.trim()), onSuccess: () => setChosen(new Set()) })
  const save = useMutation({ mutationFn: () => exportCaller([...chosen]) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    search.mutate()
  }
  const found = search.data?.found ?? []
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  return (
    <section aria-label={t('caller.title')} className="card space-y-3 p-4">
      <h2 className="font-semibold">{t('caller.title')}</h2>
      <p className="max-w-prose text-sm text-soft">{t('caller.lead')}</p>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <div className="min-w-60 flex-1">
          <TextField label={t('callSearch.words')} value={words} onType={setWords} maxLength={200} />
        </div>
        <Button type="submit" disabled={words.trim() === '' || search.isPending}>
          {t('callSearch.find')}
        </Button>
      </form>
      {search.error === null ? null : <CodedNotice error={search.error} />}
      {search.isSuccess && found.length === 0 ? <p className="text-sm text-soft">{t('callSearch.none')}</p> : null}
      {search.data?.next == null ? null : <Notice>{t('caller.more')}</Notice>}
      <ul className="divide-y divide-line">
        {found.map(({ call, hits }) => (
          <li key={call.id} className="py-2">
            <label className="flex items-center gap-2 text-sm">
              <input type="checkbox" checked={chosen.has(call.id)} onChange={() => toggle(call.id)} />
              <span className="font-medium">{call.title === '' ? call.id : call.title}</span>
              <span className="text-soft">{formatWhen(call.startedAt, language, new Date())}</span>
            </label>
            <WordHits hits={hits} />
            <Button look="quiet" onClick={() => setShown(call.id)}>
              <KeyRound aria-hidden className="size-4" />
              {t('vault.show')}
            </Button>
          </li>
        ))}
      </ul>
      {save.error === null ? null : <CodedNotice error={save.error} />}
      {found.length === 0 ? null : (
        <div className="flex flex-wrap gap-2">
          <Button disabled={chosen.size === 0 || save.isPending} onClick={() => save.mutate()}>
            <Download aria-hidden className="size-4" />
            {t('caller.export', { count: chosen.size })}
          </Button>
          <Button look="danger" disabled={chosen.size === 0} onClick={() => setErasing(true)}>
            <Trash2 aria-hidden className="size-4" />
            {t('caller.erase', { count: chosen.size })}
          </Button>
        </div>
      )}
      <Dialog open={shown !== undefined} onClose={() => setShown(undefined)} title={t('vault.title')} description={t('vault.lead')}>
        {shown === undefined ? null : <CallOriginals callId={shown} />}
      </Dialog>
      <Dialog open={isErasing} onClose={() => setErasing(false)} title={t('caller.eraseTitle')} description={t('caller.eraseLead')}>
        <EraseForm callIds={[...chosen]} onErased={() => search.mutate()} onClose={() => setErasing(false)} />
      </Dialog>
    </section>
  )
}

/** By words, and by what the telephone platform said: numbers are masked in words. */
async function findCaller(words: string) {
  const [identified, { found, next }] = await Promise.all([
    words.length < FEWEST_CHARACTERS ? [] : findCallerCalls(words),
    searchCalls({ q: words }, undefined),
  ])
  const known = new Set(found.map(({ call }) => call.id))
  return { found: [...identified.filter(({ id }) => !known.has(id)).map((call) => ({ call, hits: [] })), ...found], next }
}

interface EraseFormProps {
  readonly callIds: readonly string[]
  readonly onErased: () => void
  readonly onClose: () => void
}

function EraseForm({ callIds, onErased, onClose }: EraseFormProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const erase = useMutation({ mutationFn: () => eraseCaller({ callIds, reason }), onSuccess: onErased })
  if (erase.data !== undefined) {
    return (
      <div className="space-y-3">
        <p role="status" className="text-sm">
          {t('caller.erased', { count: erase.data.calls })}{' '}
          {erase.data.toldTo.length === 0 ? null : t('caller.toldTo', { systems: erase.data.toldTo.join(', ') })}
        </p>
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('action.close')}</Button>
        </div>
      </div>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    erase.mutate()
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <TextField label={t('caller.reason')} hint={t('caller.reasonHint')} value={reason} onType={setReason} maxLength={500} required />
      {erase.error === null ? null : <CodedNotice error={erase.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button type="submit" look="danger" disabled={erase.isPending || reason.trim().length < 3}>
          {t('caller.erase', { count: callIds.length })}
        </Button>
      </div>
    </form>
  )
}
