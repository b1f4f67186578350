import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listArticles } from '../api/endpoints.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { ArticleEditor } from './article-editor.tsx'
import { ArticleList } from './article-list.tsx'
import { articlesKey } from './articles-key.ts'
import { ImportPanel } from './import-panel.tsx'
import { KnowledgeCheck } from './knowledge-check.tsx'

type Task = { readonly kind: 'none' } | { readonly kind: 'new' } | { readonly kind: 'import' } | { readonly kind: 'check' } | OpenArticle
interface OpenArticle {
  readonly kind: 'edit'
  readonly id: string
}

/** What suggestions quote: read, written, imported and checked here. What is stored is found at once, in calls that go on too. */
export function KnowledgePage() {
  const { t } = useTranslation()
  const own = useLanguage()
  const [language, setLanguage] = useState<'fr' | 'en'>(own)
  const [task, setTask] = useState<Task>({ kind: 'none' })
  const articles = useQuery({ queryKey: [...articlesKey, language], queryFn: () => listArticles(language) })
  const open = (id: string) => setTask({ kind: 'edit', id })
  return (
    <ForRoles roles={['supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-4 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="font-script text-3xl font-semibold tracking-tight">{t('knowledge.title')}</h1>
            <p className="max-w-prose text-sm text-soft">{t('knowledge.lead')}</p>
          </div>
          <div className="flex flex-wrap items-end gap-2">
            <SelectField
              label={t('knowledge.language')}
              value={language}
              options={(['fr', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
              onChoose={(value) => {
                setLanguage(value === 'fr' ? 'fr' : 'en')
                setTask({ kind: 'none' })
              }}
            />
            <Button look="cue" onClick={() => setTask({ kind: 'new' })}>
              {t('knowledge.new')}
            </Button>
            <Button onClick={() => setTask({ kind: 'import' })}>{t('knowledge.import')}</Button>
            <Button onClick={() => setTask({ kind: 'check' })}>{t('knowledge.check')}</Button>
          </div>
        </div>
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <div>
            {articles.isPending ? <Loading /> : null}
            {articles.error === null ? null : <CodedNotice error={articles.error} onRetry={() => void articles.refetch()} />}
            {articles.data === undefined ? null : (
              <ArticleList articles={articles.data} openId={task.kind === 'edit' ? task.id : undefined} onOpen={open} />
            )}
          </div>
          <TaskPanel task={task} language={language} onOpen={open} />
        </div>
      </main>
    </ForRoles>
  )
}

function TaskPanel({
  task,
  language,
  onOpen,
}: {
  readonly task: Task
  readonly language: 'fr' | 'en'
  readonly onOpen: (id: string) => void
}) {
  const { t } = useTranslation()
  switch (task.kind) {
    case 'none':
      return <p className="card p-4 text-sm text-soft">{t('knowledge.choose')}</p>
    case 'new':
      return <ArticleEditor key={`new ${language}`} language={language} id={undefined} onStored={onOpen} />
    case 'edit':
      return <ArticleEditor key={`${language} ${task.id}`} language={language} id={task.id} onStored={onOpen} />
    case 'import':
      return <ImportPanel />
    case 'check':
      return <KnowledgeCheck onOpen={onOpen} />
  }
}
