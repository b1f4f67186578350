import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readArticle, storeArticle } from '../api/endpoints.ts'
import type { KnowledgeArticle } from '../api/schemas.ts'
import { useToasts } from '../app/toasts.tsx'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { ArticleFields } from './article-fields.tsx'
import { type ArticleForm, editOf, formOf, idFor, newForm } from './article-form-state.ts'
import { articlesKey } from './articles-key.ts'
import { PassagePreview } from './passage-preview.tsx'

interface ArticleEditorProps {
  readonly language: 'fr' | 'en'
  /** Undefined for a new article. */
  readonly id: string | undefined
  readonly onStored: (id: string) => void
}

export function ArticleEditor({ language, id, onStored }: ArticleEditorProps) {
  const today = new Date().toISOString().slice(0, 10)
  const article = useQuery({
    queryKey: ['knowledge-article', language, id ?? ''],
    queryFn: () => readArticle({ articleId: id ?? '', language }),
    enabled: id !== undefined,
  })
  if (id === undefined) return <Editor stored={undefined} first={newForm(language, today)} onStored={onStored} />
  if (article.error !== null) return <CodedNotice error={article.error} onRetry={() => void article.refetch()} />
  if (article.data === undefined) return <Loading />
  return <Editor key={article.data.version} stored={article.data} first={formOf(article.data)} onStored={onStored} />
}

interface EditorProps {
  readonly stored: KnowledgeArticle | undefined
  readonly first: ArticleForm
  readonly onStored: (id: string) => void
}

function Editor({ stored, first, onStored }: EditorProps) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { say } = useToasts()
  const [form, setForm] = useState(first)
  const store = useMutation({
    mutationFn: (sent: ArticleForm) => storeArticle(stored?.id ?? idFor(sent.title), editOf(sent, stored?.version ?? 0)),
    onSuccess: (article) => {
      void queries.invalidateQueries({ queryKey: articlesKey })
      void queries.invalidateQueries({ queryKey: ['knowledge-article', article.language, article.id] })
      say(t('knowledge.stored', { version: article.version }))
      onStored(article.id)
    },
  })
  const isChanged = JSON.stringify(form) !== JSON.stringify(first)
  const mayStore = isChanged && form.title.trim() !== '' && form.body.trim() !== '' && idFor(form.title) !== '' && !store.isPending
  const retire = () => store.mutate({ ...form, validTo: yesterday() })
  return (
    <section aria-label={t('knowledge.editor')} className="card space-y-4 p-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        {stored === undefined ? <h2 className="font-semibold">{t('knowledge.new')}</h2> : <Versions stored={stored} onRestore={setForm} />}
        <div className="flex flex-wrap gap-2">
          {stored === undefined || stored.validTo !== null ? null : (
            <Button look="danger" disabled={store.isPending} onClick={retire}>
              {t('knowledge.retire')}
            </Button>
          )}
          <Button disabled={!isChanged} onClick={() => setForm(first)}>
            {t('document.revert')}
          </Button>
          <Button look="cue" disabled={!mayStore} onClick={() => store.mutate(form)}>
            {t('knowledge.store')}
          </Button>
        </div>
      </div>
      {store.error === null ? null : <CodedNotice error={store.error} />}
      <ArticleFields form={form} onChange={setForm} />
      <PassagePreview body={form.body} language={form.language} />
    </section>
  )
}

/** Which version is shown, and the way back to an earlier one. */
function Versions({ stored, onRestore }: { readonly stored: KnowledgeArticle; readonly onRestore: (form: ArticleForm) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const read = useMutation({
    mutationFn: (version: number) => readArticle({ articleId: stored.id, language: stored.language, version }),
    onSuccess: (old) => onRestore(formOf(old)),
  })
  const options = stored.versions.map(({ version, storedAt }) => ({
    value: String(version),
    label: t('knowledge.version', { version, at: formatMoment(storedAt, language) }),
  }))
  return (
    <div className="min-w-0">
      <p className="font-mono text-xs break-all text-soft">{stored.id}</p>
      <SelectField
        label={t('knowledge.versions')}
        hint={t('knowledge.restoreHint')}
        defaultValue={String(stored.version)}
        options={options}
        onChoose={(version) => read.mutate(Number(version))}
      />
      {read.error === null ? null : <CodedNotice error={read.error} />}
    </div>
  )
}

/** An article that ends today would still be quoted today. */
function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
}
