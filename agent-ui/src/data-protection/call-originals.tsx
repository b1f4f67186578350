import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listOriginals, openOriginal } from '../api/endpoints.ts'
import type { KeptOriginal } from '../api/schemas.ts'
import { formatWhen } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { HiddenWords } from '../privacy/masked-text.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { TextField } from '../ui/text-field.tsx'

/** The server refuses shorter ones. */
const SHORTEST_REASON = 3

/** What the vault holds of a call: one value at a time, each with a reason. */
export function CallOriginals({ callId }: { readonly callId: string }) {
  const { t } = useTranslation()
  // Nothing of the vault stays in the cache once the dialog is closed.
  const kept = useQuery({ queryKey: ['originals', callId], queryFn: () => listOriginals(callId), gcTime: 0 })
  const [reason, setReason] = useState('')
  if (kept.error !== null) return <CodedNotice error={kept.error} />
  if (kept.data === undefined) return <p className="text-sm text-soft">{t('state.loading')}</p>
  if (kept.data.length === 0) return <p className="text-sm text-soft">{t('vault.none')}</p>
  return (
    <div className="space-y-3">
      <TextField label={t('caller.reason')} hint={t('vault.reasonHint')} value={reason} onType={setReason} maxLength={500} required />
      <ul className="divide-y divide-line">
        {kept.data.map((original) => (
          <Original key={original.token} callId={callId} original={original} reason={reason.trim()} />
        ))}
      </ul>
    </div>
  )
}

interface OriginalProps {
  readonly callId: string
  readonly original: KeptOriginal
  readonly reason: string
}

function Original({ callId, original: { token, heardAt }, reason }: OriginalProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const open = useMutation({ mutationFn: () => openOriginal(callId, { token, reason }), gcTime: 0 })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    open.mutate()
  }
  return (
    <li className="flex flex-wrap items-center gap-2 py-2 text-sm">
      <HiddenWords token={token} value={undefined} />
      <span className="flex-1 text-soft">{formatWhen(heardAt, language, new Date())}</span>
      {open.data === undefined ? (
        <form onSubmit={submit}>
          <Button type="submit" aria-label={t('vault.openOne', { token })} disabled={reason.length < SHORTEST_REASON || open.isPending}>
            {t('vault.open')}
          </Button>
        </form>
      ) : (
        <output className="font-semibold">{open.data}</output>
      )}
      {open.error === null ? null : <CodedNotice error={open.error} />}
    </li>
  )
}
