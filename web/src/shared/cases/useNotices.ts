// Notices to my posts: the list and the older ones behind it, how many are unread of all, marking one or all as read, and where one leads.
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { api } from '../api'
import { useMe } from '../me'
import type { Bilingual, Page } from '../types'

export interface Notice extends Bilingual<'text'> {
  id: string
  /** "case:<uuid>", "warning:<uuid>", "hand_over:<id>", "shift:<id>" … */
  subject: string
  sent_at: string
  read_at: string | null
}

const KEY = ['notices', 'pages']
type NoticePage = Page<Notice> & { unread: number }

export function useNotices() {
  const { may } = useMe()
  const query = useInfiniteQuery({
    queryKey: KEY,
    queryFn: ({ signal, pageParam }) => api.get<NoticePage>('/api/notices', { signal, query: { limit: 50, after: pageParam || undefined } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: computed(() => may('notice.list')),
    refetchInterval: 15_000,
  })
  const items = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { query, items }
}

/** Of all notices, not only of those that are shown. */
export function useUnread(): ComputedRef<number> {
  const { query } = useNotices()
  return computed(() => query.data.value?.pages[0]?.unread ?? 0)
}

/** All up to the newest that is shown, those on later pages too. */
export function useReadAll() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (until: Notice['id']) => api.post('/api/notices/read', { until: Number(until) }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

export function useMarkRead() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: Notice['id']) => api.post(`/api/notices/${id}/read`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

/** Kind of subject → address of the page it is about, `:id` standing for which; a kind that is not there has none. */
type Pages = Readonly<Record<string, string>>

export const DESK_PAGES: Pages = {
  case: '/cases/:id', warning: '/warnings/:id', spot: '/spots/:id', paper: '/papers/:id', offsite: '/offsite/:id', transfer: '/transfers/:id',
  hotline: '/hotline/:id', call: '/joint/calls/:id', meeting: '/joint/meetings/:id',
  hand_over: '/duty?tab=handovers', shift: '/duty?tab=handovers', shift_ends: '/duty?tab=handovers',
}
export const PHONE_PAGES: Pages = {
  case: '/cases/:id', warning: '/warnings/:id', spot: '/spots/:id', paper: '/papers/:id', call: '/calls/:id', meeting: '/meetings/:id',
  hand_over: '/handover', shift: '/handover', shift_ends: '/handover',
}

/** The page a notice is about, null where this screen has none. */
export function placeOf(notice: Pick<Notice, 'subject'>, pages: Pages): string | null {
  const [kind = '', id = ''] = notice.subject.split(':')
  const page = pages[kind]
  return page && (id || !page.includes(':id')) ? page.replace(':id', id) : null
}
