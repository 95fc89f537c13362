// Lists of papers, off-site files, transfers and powers for the desk.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, type Query } from '@/shared/api'
import type { Page } from '@/shared/types'

/** Rows of one list with its filter, newest first, page by page. */
export function useRows<T>(path: string, filter: Ref<Query>, wanted: () => boolean = () => true) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['enforce', path, filter.value]),
    queryFn: ({ signal, pageParam }) => api.get<Page<T>>(path, { signal, query: { ...filter.value, after: pageParam } }),
    initialPageParam: '' as string,
    getNextPageParam: (last) => last.next ?? undefined,
    refetchInterval: 30_000,
    enabled: computed(wanted),
  })
  return { query, rows: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) }
}

/** One row's page; `put` keeps what a move answered. */
export function useOne<T>(path: Ref<string>) {
  const client = useQueryClient()
  const key = computed(() => ['enforce-one', path.value])
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => api.get<T>(path.value, { signal }), refetchInterval: 30_000 })
  const put = (row: unknown): void => {
    client.setQueryData(key.value, row)
    void client.invalidateQueries({ queryKey: ['enforce'] })
  }
  return { query, row: query.data, put }
}
