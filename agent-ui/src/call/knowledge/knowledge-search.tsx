import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { BookOpen, Search } from 'lucide-react'
import { useDeferredValue, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { searchKnowledge } from '../../api/endpoints.ts'
import type { SearchHit } from '../../api/schemas.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import { useSettled } from '../../ui/use-settled.ts'
import { callKeys } from '../call-keys.ts'
import { useCallCommands } from '../use-call-commands.ts'
import { useArticle } from './article-context.tsx'

const HITS = 5
const MIN_CHARACTERS = 2
/** Typing pauses longer than this are worth a question to the server. */
const SETTLED_MS = 200

/** Asking the knowledge base by hand, in the words of the call's language. */
export function KnowledgeSearch({ callLanguage }: { readonly callLanguage: 'fr' | 'en' | undefined }) {
  const { t } = useTranslation()
  const screenLanguage = useLanguage()
  const language = callLanguage ?? screenLanguage
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const [text, setText] = useState('')
  const wanted = useSettled(text.trim(), SETTLED_MS)
  const search = useQuery({
    queryKey: ['search', language, wanted],
    queryFn: ({ signal }) => searchKnowledge(wanted, language, HITS, signal),
    enabled: wanted.length >= MIN_CHARACTERS,
    placeholderData: keepPreviousData,
  })
  const hits = useDeferredValue(wanted.length >= MIN_CHARACTERS ? search.data : undefined)
  useCallCommands({ search: () => field.current?.focus() })
  return (
    <search aria-label={t('search.label')} className="space-y-2">
      <div className="relative">
        <label htmlFor={id} className="sr-only">
          {t('search.label')}
        </label>
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-soft" />
        <input
          id={id}
          ref={field}
          type="search"
          value={text}
          maxLength={500}
          placeholder={t('search.placeholder')}
          aria-keyshortcuts={callKeys.search}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setText('')
            field.current?.blur()
          }}
          className="field w-full pr-9 pl-8.5"
        />
        {text === '' ? (
          <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2">
            <KeyHint keys="/" />
          </span>
        ) : null}
      </div>
      <div role="status" aria-live="polite">
        {search.error === null ? null : <CodedNotice error={search.error} />}
        {hits?.length === 0 ? <p className="px-1 text-sm text-soft">{t('search.none', { text: wanted })}</p> : null}
        {hits === undefined || hits.length === 0 ? null : <span className="sr-only">{t('search.found', { count: hits.length })}</span>}
      </div>
      <ul className="space-y-1 empty:hidden">
        {(hits ?? []).map((hit) => (
          <Hit key={`${hit.articleId} ${hit.passageId}`} hit={hit} />
        ))}
      </ul>
    </search>
  )
}

function Hit({ hit }: { readonly hit: SearchHit }) {
  const { open } = useArticle()
  return (
    <li>
      <button
        type="button"
        lang={hit.language}
        onClick={() => open(hit, hit.language)}
        className="card block w-full space-y-1 px-3 py-2 text-left hover:bg-sunken"
      >
        <span className="flex items-baseline gap-1.5 text-sm font-medium text-curtain-text">
          <BookOpen aria-hidden className="size-3.5 shrink-0 self-center" />
          <span>
            {hit.articleTitle}
            {hit.heading === '' ? '' : ` › ${hit.heading}`}
          </span>
        </span>
        <span className="line-clamp-3 font-script text-[0.9375rem] leading-snug text-soft">{hit.quote}</span>
      </button>
    </li>
  )
}
