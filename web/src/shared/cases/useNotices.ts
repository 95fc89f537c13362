// Notices to my posts: the list, how many are unread, marking one as read, and where it leads.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
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

const KEY = ['notices']

export function useNotices() {
  const { may } = useMe()
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Page<Notice>>('/api/notices', { signal, query: { limit: 50 } }),
    enabled: computed(() => may('notice.list')),
    refetchInterval: 15_000,
  })
}

export function useUnread(): ComputedRef<number> {
  const query = useNotices()
  return computed(() => query.data.value?.items.filter((notice) => !notice.read_at).length ?? 0)
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
