import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { deleteView, listViews, readSearchChoices, saveView, searchCalls } from '../api/endpoints.ts'
import { callsKey } from '../calls/use-calls.ts'
import { type CallSearch, tidySearch } from './call-search.ts'

/** A search by words is noted in the audit log, so it isn't repeated whenever some call changes. */
export function useFoundCalls(search: CallSearch) {
  const tidy = tidySearch(search)
  return useInfiniteQuery({
    queryKey: tidy.q === undefined ? [...callsKey, 'search', tidy] : ['search', tidy],
    queryFn: ({ pageParam }) => searchCalls(tidy, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: keepPreviousData,
  })
}

export function useSearchChoices() {
  return useQuery({ queryKey: ['search-choices'], queryFn: readSearchChoices, staleTime: 60_000 })
}

const viewsKey = ['search-views'] as const

export function useViews() {
  const queries = useQueryClient()
  const onSuccess = (views: Awaited<ReturnType<typeof listViews>>) => queries.setQueryData(viewsKey, views)
  return {
    views: useQuery({ queryKey: viewsKey, queryFn: listViews }),
    save: useMutation({ mutationFn: saveView, onSuccess }),
    remove: useMutation({ mutationFn: deleteView, onSuccess }),
  }
}
