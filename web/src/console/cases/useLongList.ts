// The rows of a long list: pages fetched as they come into sight, a length from the count, renewals that announce and never shove.
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { api, type Query } from '@/shared/api'
import type { CaseRow } from '@/shared/cases/types'
import type { Page } from '@/shared/types'
import { kept, loadedOf, pagesOf, renewed, SIZE, WHOLE, type Paged, type Sight } from './scrolling'

/** held: rows that somebody stands on or has chosen; they are kept however far the list is scrolled. */
export function useLongList(asked: ComputedRef<Query>, enabled: ComputedRef<boolean>, held: () => ReadonlySet<string> = () => new Set()) {
  const pages = shallowRef<Paged>(new Map())
  const cursors = new Map<number, string>()
  const total = ref<number | null>(null)
  const problem = shallowRef<unknown>(null)
  const loading = ref(0)
  const fresh = ref(0)
  const gone = ref(0)
  const at = ref(0)
  /** Another filter or a reload makes answers on their way worthless. */
  let round = 0
  /** Whether this round's length is known: its first page may come before its count. */
  let counted = false
  let stop = new AbortController()
  const under = new Set<number>()
  let sight: Sight = { from: 0, to: SIZE }

  async function fetchPage(no: number): Promise<Page<CaseRow>> {
    const after = cursors.get(no)
    const place: Query = after ? { after } : { skip: no * SIZE }
    const page = await api.get<Page<CaseRow>>('/api/cases', { signal: stop.signal, query: { ...asked.value, limit: SIZE, ...place } })
    return page
  }
  async function load(no: number): Promise<void> {
    if (under.has(no) || pages.value.has(no)) return
    const mine = round
    under.add(no)
    loading.value += 1
    try {
      const page = await fetchPage(no)
      if (mine !== round) return
      pages.value = kept(new Map(pages.value).set(no, page.items), sight, held())
      if (page.next) cursors.set(no + 1, page.next)
      problem.value = null
      at.value = Date.now()
    } catch (error) {
      if (mine === round && !(error instanceof DOMException)) problem.value = error
    } finally {
      under.delete(no)
      if (mine === round) loading.value -= 1
    }
  }
  function see(now: Sight): void {
    sight = now
    if (enabled.value) for (const no of pagesOf(now)) void load(no)
  }
  /** Everything anew, from the server's order of now; what is in sight first. */
  async function reload(): Promise<void> {
    round += 1
    counted = false
    stop.abort()
    stop = new AbortController()
    under.clear()
    cursors.clear()
    loading.value = 0
    fresh.value = gone.value = 0
    pages.value = new Map()
    problem.value = null
    if (!enabled.value) return
    void pulse.refetch()
    await Promise.all(pagesOf(sight).map(load))
    if (total.value === null) await load(0)
  }
  /** The beat of the list: how long it is and its first page; whatever renews `cases` renews it. */
  const pulse = useQuery({
    queryKey: computed(() => ['cases', 'pulse', asked.value]),
    queryFn: async ({ signal }) => {
      const [count, first] = await Promise.all([
        api.get<{ total: number }>('/api/cases/count', { signal, query: { ...asked.value, order: undefined } }),
        api.get<Page<CaseRow>>('/api/cases', { signal, query: { ...asked.value, limit: SIZE } }),
      ])
      return { total: count.total, first: first.items, next: first.next }
    },
    enabled,
    refetchInterval: 30_000,
  })
  // With its moment: the same answer once more is an answer too.
  watch(() => [pulse.data.value, pulse.dataUpdatedAt.value] as const, ([now]) => {
    if (!now) return
    at.value = Date.now()
    if (!counted || !pages.value.has(0)) {
      counted = true
      pages.value = new Map(pages.value).set(0, now.first)
      if (now.next) cursors.set(1, now.next)
      // A first page that is not full is all there is; a count of another moment would leave bars for ever.
      total.value = now.first.length < SIZE ? now.first.length : now.total
      return
    }
    const found = renewed(pages.value, 0, now.first)
    pages.value = found.pages
    fresh.value = Math.max(found.fresh, now.total - (total.value ?? now.total))
    gone.value = found.gone
    void renewSight()
  }, { immediate: true })
  /** The page in sight is renewed in place too, when it is not the first. */
  async function renewSight(): Promise<void> {
    const no = pagesOf(sight).at(-1) ?? 0
    if (!no || !pages.value.has(no)) return
    const mine = round
    try {
      const page = await fetchPage(no)
      if (mine === round) pages.value = renewed(pages.value, no, page.items).pages
    } catch {
      // The beat itself says that the line is down.
    }
  }
  watch(total, (now) => {
    if (now !== null && now <= WHOLE) for (const no of pagesOf({ from: 0, to: now })) void load(no)
  })
  watch(asked, (now, before) => {
    if (JSON.stringify(now) === JSON.stringify(before)) return
    total.value = null
    sight = { from: 0, to: SIZE }
    void reload()
  })
  onScopeDispose(() => stop.abort())
  const order = computed(() => loadedOf(pages.value))
  /** Where a loaded row stands in the whole list; -1 when it is not loaded. */
  const placeOf = (id: string): number => {
    for (const [no, rows] of pages.value) {
      const at = rows.findIndex((row) => row.id === id)
      if (at >= 0) return no * SIZE + at
    }
    return -1
  }
  const rowAt = (n: number): CaseRow | undefined => pages.value.get(Math.floor(n / SIZE))?.[n % SIZE]
  const error = computed(() => problem.value ?? pulse.error.value)
  return { total, order, rowAt, placeOf, see, reload, fresh, gone, at, loading: computed(() => loading.value > 0 || pulse.isFetching.value), pending: computed(() => total.value === null), error }
}
