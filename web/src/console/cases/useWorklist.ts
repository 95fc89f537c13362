// The worklist: views (tabs) with their counts, filters kept in the address, pages by cursor, renewed as the street moves.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'
import { api, withQuery, type Query } from '@/shared/api'
import { useServerClock } from '@/shared/time'
import { grouped, type Group } from '@/shared/cases/groups'
import type { CaseRow } from '@/shared/cases/types'
import { useMe } from '@/shared/me'
import { WHOLE } from './scrolling'
import { useLongList } from './useLongList'

/** What stands at one place of the list: a group's heading with its count, or a case. */
export type Line = { head: Group; count: number; row?: undefined } | { head?: undefined; row: CaseRow }

export const VIEWS = {
  open: { open: true },
  todo: { open: true, stage: 'report,accept' },
  dispatch: { open: true, state: 'filed,dispatching' },
  check: { open: true, state: 'handled,checking' },
  close: { open: true, state: 'checked' },
  mine: { open: true, mine: true },
  unit: { open: true, unit: true },
  approval: { approval: true },
  supervised: { open: true, supervised: true },
  overdue: { open: true, overdue: true },
  near: { open: true, near: true },
  closed: { open: false, order: 'ended' },
  all: { both: true, order: 'newest' },
} satisfies Record<string, Query>
export type View = keyof typeof VIEWS

/** Which figure of /api/cases/counters counts a view. */
const COUNTED: Partial<Record<View, keyof Counters>> = { open: 'open', todo: 'to_accept', dispatch: 'to_dispatch', check: 'to_check', close: 'to_close', mine: 'mine', unit: 'unit', approval: 'approval', supervised: 'supervised', overdue: 'overdue', near: 'near' }
interface Counters {
  open: number
  to_accept: number
  to_dispatch: number
  to_check: number
  to_close: number
  overdue: number
  near: number
  supervised: number
  mine: number
  unit: number
  approval: number
}
/** Views whose words stand with the life of a case. */
export const LIFE: readonly string[] = ['unit', 'approval', 'supervised', 'overdue', 'near']

/** Filters that may stand in the address; a figure on the wall opens the list with them. */
export const FILTERS = ['q', 'area', 'matter', 'source', 'level', 'stage', 'state', 'near', 'overdue', 'department', 'post', 'waits', 'shop', 'building', 'tag', 'reported', 'involved', 'request', 'raised', 'supervised', 'appealed', 'answered', 'patrol', 'unit', 'approval', 'parent', 'since', 'until', 'reported_since', 'reported_until', 'filed_since', 'filed_until', 'closed_since', 'closed_until'] as const
export type Filter = (typeof FILTERS)[number]
export type Filters = Partial<Record<Filter, string>>
/** Filters that are either set or not. */
export const FLAGS: readonly Filter[] = ['near', 'overdue', 'reported', 'involved', 'raised', 'supervised', 'appealed', 'answered', 'unit', 'approval']

export const viewOf = (query: LocationQuery): View => (Object.hasOwn(VIEWS, String(query['view'])) ? (String(query['view']) as View) : 'open')

/** What the address asks for; unknown keys are left alone. */
export const filtersOf = (query: LocationQuery): Filters => Object.fromEntries(FILTERS.filter((key) => query[key]).map((key) => [key, String(query[key])]))

/** The query of the list: the filter's own state or stage wins over the view's. */
export function askedOf(view: View, filters: Filters): Query {
  const base: Query = { ...VIEWS[view] }
  if (filters.state || filters.stage) {
    delete base['state']
    delete base['stage']
  }
  return { ...base, ...filters }
}

export function useWorklist(held: () => ReadonlySet<string>) {
  const route = useRoute()
  const router = useRouter()
  const server = useServerClock()
  const { may } = useMe()
  const view = computed(() => viewOf(route.query))
  const filters = computed(() => filtersOf(route.query))
  const asked = computed(() => askedOf(view.value, filters.value))
  const list = useLongList(asked, computed(() => may('case.list')), held)
  const counters = useQuery({ queryKey: ['cases', 'counters'], queryFn: ({ signal }) => api.get<Counters>('/api/cases/counters', { signal }), enabled: computed(() => may('case.list')), refetchInterval: 30_000 })
  /** Null while a filter is set, which a press on the tab keeps: the number would not be that of the list it opens. */
  const countOf = (name: View): number | null => {
    const key = Object.keys(filters.value).length ? undefined : COUNTED[name]
    return key && counters.data.value ? counters.data.value[key] : null
  }
  /** The whole list in the clock's groups, when it is short enough and all there; else null: it stands by time left. */
  const lines = computed<Line[] | null>(() => {
    const rows = list.order.value
    const total = list.total.value
    if (total === null || total > WHOLE || rows.length < total || 'order' in VIEWS[view.value]) return null
    return grouped(rows, server.now.value).flatMap((found): Line[] => [{ head: found.group, count: found.rows.length }, ...found.rows.map((row) => ({ row }))])
  })
  const length = computed(() => lines.value?.length ?? list.total.value ?? 0)
  const lineAt = (n: number): Line | undefined => {
    if (lines.value) return lines.value[n]
    const row = list.rowAt(n)
    return row && { row }
  }
  /** The cases in the order they stand on the screen: for the arrow keys. */
  const order = computed(() => lines.value?.flatMap((line) => line.row ?? []) ?? list.order.value)
  const heads = computed(() => lines.value?.flatMap((line, n) => (line.head ? [n] : [])) ?? [])
  const placeOf = (id: string): number => lines.value?.findIndex((line) => line.row?.id === id) ?? list.placeOf(id)
  /** All filters at once, as a saved one has them. */
  const take = (query: Record<string, string>): void => void router.replace({ query })
  const kept = computed(() => Object.fromEntries(Object.entries(route.query).filter(([key, value]) => value && (key === 'view' || FILTERS.includes(key as Filter))).map(([key, value]) => [key, String(value)])))
  const change = (next: Partial<Record<Filter | 'view', string | undefined>>): void => void router.replace({ query: { ...route.query, ...next } })
  const exported = computed(() => withQuery('/api/cases/export.xlsx', asked.value))
  return { view, filters, list, order, heads, length, lineAt, placeOf, countOf, exported, change, take, kept, clear: () => void router.replace({ query: view.value === 'open' ? {} : { view: view.value } }) }
}
