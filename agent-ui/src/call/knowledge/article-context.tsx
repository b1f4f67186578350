import { createContext, type ReactNode, use, useMemo, useState } from 'react'
import type { ArticleAddress } from '../../api/endpoints.ts'

export interface OpenArticle extends ArticleAddress {
  readonly title: string
  /** The passage to point at. */
  readonly quote: string
}

/** What suggestions and search results have in common. */
export interface QuotedPassage {
  readonly articleId: string
  readonly articleVersion: number
  readonly articleTitle: string
  readonly quote: string
}

interface ArticleView {
  readonly opened: OpenArticle | undefined
  open(passage: QuotedPassage, language: string): void
  close(): void
}

const ArticleContext = createContext<ArticleView | undefined>(undefined)

/** One article at a time beside the call. */
export function ArticleProvider({ children }: { readonly children: ReactNode }) {
  const [opened, setOpened] = useState<OpenArticle>()
  const view = useMemo(
    (): ArticleView => ({
      opened,
      open: ({ articleId, articleVersion, articleTitle, quote }, language) =>
        setOpened({ articleId, version: articleVersion, title: articleTitle, quote, language: language === 'fr' ? 'fr' : 'en' }),
      close: () => setOpened(undefined),
    }),
    [opened],
  )
  return <ArticleContext value={view}>{children}</ArticleContext>
}

export function useArticle(): ArticleView {
  const view = use(ArticleContext)
  if (view === undefined) throw new Error('useArticle outside of ArticleProvider')
  return view
}
