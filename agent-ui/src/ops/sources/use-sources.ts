import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { addSource, listSources, removeSecret, removeSource, rotateSource } from '../../api/endpoints.ts'

const sourcesKey = ['sources'] as const

export function useSources() {
  return useQuery({ queryKey: sourcesKey, queryFn: listSources })
}

/** Each reads the list again: the server says what came of it. */
export function useSourceChanges() {
  const queries = useQueryClient()
  const onSuccess = () => void queries.invalidateQueries({ queryKey: sourcesKey })
  return {
    add: useMutation({ mutationFn: addSource, onSuccess }),
    rotate: useMutation({ mutationFn: rotateSource, onSuccess }),
    remove: useMutation({ mutationFn: removeSource, onSuccess }),
    endSecret: useMutation({ mutationFn: removeSecret, onSuccess }),
  }
}
