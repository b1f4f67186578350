import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { readArticle } from '../../api/endpoints.ts'
import { formatDay } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { Loading } from '../../ui/placeholders.tsx'
import { ArticleBody } from './article-body.tsx'
import { type OpenArticle, useArticle } from './article-context.tsx'

/** An article over the suggestions, while the call goes on: the current words and what stops the listening stay in sight. */
export function ArticleDrawer() {
  const { t } = useTranslation()
  const { opened, close } = useArticle()
  return (
    <Dialog.Root modal={false} open={opened !== undefined} onOpenChange={(isOpen) => (isOpen ? undefined : close())}>
      {opened === undefined ? null : (
        <Dialog.Content
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          className="cue-in absolute inset-y-0 right-0 z-30 flex w-full @4xl/call:w-[28rem] @6xl/call:w-[30rem] flex-col border-l border-line bg-surface shadow-card"
        >
          <div className="flex items-start gap-3 border-b border-line px-5 py-3.5">
            <Dialog.Title lang={opened.language} className="flex-1 font-script text-xl leading-snug font-semibold">
              {opened.title}
            </Dialog.Title>
            <Dialog.Close asChild>
              <Button size="small" look="quiet">
                <span className="sr-only">{t('action.close')}</span>
                <KeyHint keys="Esc" />
                <X aria-hidden className="size-4" />
              </Button>
            </Dialog.Close>
          </div>
          <Contents opened={opened} />
        </Dialog.Content>
      )}
    </Dialog.Root>
  )
}

function Contents({ opened }: { readonly opened: OpenArticle }) {
  const { t } = useTranslation()
  const screenLanguage = useLanguage()
  const { articleId, language, version, quote } = opened
  const { data, error, refetch } = useQuery({
    queryKey: ['article', articleId, language, version],
    queryFn: () => readArticle({ articleId, language, version }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (error !== null) {
    return (
      <div className="p-5">
        <CodedNotice error={error} onRetry={() => void refetch()} />
      </div>
    )
  }
  if (data === undefined) return <Loading />
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="min-h-0 flex-1 overflow-y-auto px-5 py-4" tabIndex={0} aria-label={opened.title}>
      <p className="mb-4 text-xs text-soft">
        {t('article.version', { version: data.version })} · {t('article.validFrom', { date: formatDay(data.validFrom, screenLanguage) })}
        {data.validTo === null ? '' : ` ${t('article.validTo', { date: formatDay(data.validTo, screenLanguage) })}`} · {data.owner}
      </p>
      <ArticleBody key={quote} markdown={data.body} quote={quote} language={data.language} />
    </section>
  )
}
