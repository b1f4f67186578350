import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ChangeEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importArticles } from '../api/endpoints.ts'
import type { ArticleChange } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { articlesKey } from './articles-key.ts'

interface ChosenFile {
  readonly fileName: string
  readonly text: string
}

/** A file is looked at first; nothing is stored before somebody has seen what would change. */
export function ImportPanel() {
  const { t } = useTranslation()
  const id = useId()
  const queries = useQueryClient()
  const { say } = useToasts()
  const [file, setFile] = useState<ChosenFile>()
  const look = useMutation({ mutationFn: (chosen: ChosenFile) => importArticles({ ...chosen, dryRun: true }) })
  const store = useMutation({
    mutationFn: (chosen: ChosenFile) => importArticles({ ...chosen, dryRun: false }),
    onSuccess: (changes) => {
      void queries.invalidateQueries({ queryKey: articlesKey })
      say(t('knowledge.imported', { count: changes.length }))
      setFile(undefined)
      look.reset()
    },
  })
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0]
    if (chosen === undefined) return
    const next = { fileName: chosen.name, text: await chosen.text() }
    setFile(next)
    store.reset()
    look.mutate(next)
  }
  return (
    <section aria-labelledby={`${id}-title`} className="card space-y-3 p-4">
      <h2 id={`${id}-title`} className="font-semibold">
        {t('knowledge.import')}
      </h2>
      <label htmlFor={id} className="block text-sm text-soft">
        {t('knowledge.importLead')}
      </label>
      <input
        id={id}
        type="file"
        accept=".md,.html,.htm,.csv,.jsonl"
        className="field w-full text-sm"
        onChange={(event) => void choose(event)}
      />
      {look.error === null ? null : <CodedNotice error={look.error} />}
      {store.error === null ? null : <CodedNotice error={store.error} />}
      {file === undefined || look.data === undefined ? null : (
        <>
          <Changes changes={look.data} />
          <Button
            look="cue"
            disabled={store.isPending || look.data.every(({ change }) => change === 'unchanged')}
            onClick={() => store.mutate(file)}
          >
            {t('knowledge.importNow')}
          </Button>
        </>
      )}
    </section>
  )
}

function Changes({ changes }: { readonly changes: readonly ArticleChange[] }) {
  const { t } = useTranslation()
  return (
    <div role="status">
      <ul className="max-h-96 divide-y divide-line overflow-y-auto text-sm">
        {changes.map(({ id, language, title, change }) => (
          <li key={`${language} ${id}`} className="flex items-start justify-between gap-2 py-1.5">
            <span lang={language} className="min-w-0 break-words">
              {title}
              <span className="block font-mono text-xs text-soft">
                {language} {id}
              </span>
            </span>
            <Badge tone={change === 'unchanged' ? 'neutral' : 'good'}>{t(`knowledge.change.${change}`)}</Badge>
          </li>
        ))}
      </ul>
    </div>
  )
}
