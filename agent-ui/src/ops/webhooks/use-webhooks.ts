import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  addWebhook,
  changeWebhook,
  listWebhooks,
  readDeliveries,
  removeWebhook,
  replayDeliveries,
  replayDelivery,
  rotateWebhook,
  testWebhook,
} from '../../api/endpoints.ts'

const webhooksKey = ['webhooks'] as const
/** Deliveries come and go by themselves. */
const REFRESH_MS = 10_000
const PAGE = 25

export function useWebhooks() {
  return useQuery({ queryKey: [...webhooksKey, 'list'], queryFn: listWebhooks, refetchInterval: REFRESH_MS })
}

/** @param state those that were given up, or all */
export function useDeliveries(state?: 'dead') {
  return useInfiniteQuery({
    queryKey: [...webhooksKey, 'deliveries', state ?? 'all'],
    queryFn: ({ pageParam }) => readDeliveries({ state, before: pageParam, limit: PAGE }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: REFRESH_MS,
  })
}

/** Each reads everything again: the server says what came of it. */
export function useWebhookChanges() {
  const queries = useQueryClient()
  const onSettled = () => void queries.invalidateQueries({ queryKey: webhooksKey })
  return {
    add: useMutation({ mutationFn: addWebhook, onSettled }),
    change: useMutation({ mutationFn: changeWebhook, onSettled }),
    remove: useMutation({ mutationFn: removeWebhook, onSettled }),
    rotate: useMutation({ mutationFn: rotateWebhook, onSettled }),
    test: useMutation({ mutationFn: testWebhook, onSettled }),
    replay: useMutation({ mutationFn: replayDelivery, onSettled }),
    replayAll: useMutation({ mutationFn: replayDeliveries, onSettled }),
  }
}
