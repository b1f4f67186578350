import type { Language } from '@souffleur/proto'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type CallFilter, listCalls, readCatalogue } from '../api/endpoints.ts'
import { useLanguage } from '../i18n/use-language.ts'

export const callsKey = ['calls'] as const
const PAGE = 50

export function useCalls(filter: CallFilter, limit = PAGE) {
  return useInfiniteQuery({
    queryKey: [...callsKey, filter.state ?? '', filter.summary ?? '', limit],
    queryFn: ({ pageParam }) => listCalls(filter, { before: pageParam, limit }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

const NEVER = Number.POSITIVE_INFINITY

export function useCatalogue() {
  return useQuery({ queryKey: ['catalogue'], queryFn: readCatalogue, staleTime: NEVER })
}

/** The catalogue's words for its ids, in the screens' language; the id where it has none. */
export function useLabels(): { intent(id: string): string; disposition(id: string): string } {
  const language = useLanguage()
  const { data } = useCatalogue()
  return {
    intent: (id) => labelOf(data?.intents, id, language),
    disposition: (id) => labelOf(data?.dispositions, id, language),
  }
}

type Labelled = readonly { readonly id: string; readonly label: Readonly<Record<Language, string>> }[]

function labelOf(list: Labelled | undefined, id: string, language: Language): string {
  return list?.find((entry) => entry.id === id)?.label[language] ?? id
}
