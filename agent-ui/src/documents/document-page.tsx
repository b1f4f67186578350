import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoredDocument, User } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'

interface DocumentPageProps {
  /** Supervisors, unless others are named. */
  readonly roles?: readonly User['role'][]
  readonly title: string
  readonly lead: string
  /** Of the editor, for those who can't see it. */
  readonly textLabel: string
  readonly hint: string
  readonly queryKey: QueryKey
  readonly read: () => Promise<StoredDocument>
  readonly store: (body: { readonly text: string; readonly basedOn: number }) => Promise<StoredDocument>
  /** Shows what the text as it stands in the editor would do, stored or not. */
  readonly trial: (text: string) => ReactNode
}

/** A text that the organisation writes: changed here, tried, live from the next call on. */
export function DocumentPage(props: DocumentPageProps) {
  const { title, lead, queryKey, read, roles = ['supervisor'] } = props
  const document = useQuery({ queryKey, queryFn: read })
  return (
    <ForRoles roles={roles}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-4 px-4 py-6">
        <div>
          <h1 className="font-script text-3xl font-semibold tracking-tight">{title}</h1>
          <p className="max-w-prose text-sm text-soft">{lead}</p>
        </div>
        {document.isPending ? <Loading /> : null}
        {document.error === null ? null : <CodedNotice error={document.error} onRetry={() => void document.refetch()} />}
        {document.data === undefined ? null : <DocumentEditor key={document.data.version} stored={document.data} {...props} />}
      </main>
    </ForRoles>
  )
}

function DocumentEditor({ stored, textLabel, hint, queryKey, store, trial }: DocumentPageProps & { readonly stored: StoredDocument }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const queries = useQueryClient()
  const { say } = useToasts()
  const [text, setText] = useState(stored.text)
  const storing = useMutation({
    mutationFn: () => store({ text, basedOn: stored.version }),
    onSuccess: (document) => {
      queries.setQueryData(queryKey, document)
      say(t('document.stored', { version: document.version }))
    },
  })
  const isChanged = text !== stored.text
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <section aria-label={textLabel} className="space-y-2">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="text-xs text-soft">
            {stored.storedAt === null
              ? t('document.none')
              : t('document.version', { version: stored.version, at: formatMoment(stored.storedAt, language), by: stored.storedBy })}
          </p>
          <div className="flex gap-2">
            <Button disabled={!isChanged} onClick={() => setText(stored.text)}>
              {t('document.revert')}
            </Button>
            <Button look="cue" disabled={!isChanged || storing.isPending} onClick={() => storing.mutate()}>
              {t('document.store')}
            </Button>
          </div>
        </div>
        {storing.error === null ? null : <CodedNotice error={storing.error} />}
        <textarea
          aria-label={textLabel}
          className="field h-[60vh] min-h-72 w-full resize-y font-mono text-xs leading-relaxed"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p className="text-xs text-soft">{hint}</p>
      </section>
      {trial(text)}
    </div>
  )
}
