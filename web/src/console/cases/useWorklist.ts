// The worklist: views (tabs), filters kept in the address, pages by cursor, renewed as the street moves.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, type Query } from '@/shared/api'
import { grouped } from '@/shared/cases/groups'
import type { CaseRow } from '@/shared/cases/types'
import type { Page } from '@/shared/types'

export const VIEWS = {
  open: { open: true },
  todo: { open: true, stage: 'report,accept' },
  dispatch: { open: true, state: 'filed,dispatching' },
  check: { open: true, stage: 'check' },
  mine: { mine: true },
  closed: { open: false },
} satisfies Record<string, Query>
export type View = keyof typeof VIEWS
/** Filters that may stand in the address; a figure on the wall opens the list with them. */
export const FILTERS = ['q', 'area', 'matter', 'source', 'stage', 'state', 'near', 'overdue', 'department', 'post', 'shop', 'reported', 'request', 'since'] as const
export type Filter = (typeof FILTERS)[number]

export function useWorklist() {
  const route = useRoute()
  const router = useRouter()
  const view = computed<View>(() => (String(route.query['view'] ?? 'open') in VIEWS ? (String(route.query['view'] ?? 'open') as View) : 'open'))
  const filters = computed(() => Object.fromEntries(FILTERS.filter((key) => route.query[key]).map((key) => [key, String(route.query[key])])) as Partial<Record<Filter, string>>)
  const query = useInfiniteQuery({
    queryKey: computed(() => ['cases', view.value, filters.value]),
    queryFn: ({ signal, pageParam }) =>
      api.get<Page<CaseRow>>('/api/cases', { signal, query: { ...VIEWS[view.value], ...filters.value, limit: 50, after: pageParam } }),
    initialPageParam: '' as string,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const rows = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  const groups = computed(() => grouped(rows.value))
  /** The rows in the order they stand on the screen: for the arrow keys. */
  const order = computed(() => groups.value.flatMap((found) => found.rows))
  const change = (next: Partial<Record<Filter | 'view', string | undefined>>): void => void router.replace({ query: { ...route.query, ...next } })
  return { view, filters, query, groups, order, change, clear: () => void router.replace({ query: { view: view.value } }) }
}
