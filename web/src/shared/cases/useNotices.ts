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

/** The page of the screen a notice is about, null where it has none. handovers: where this screen has those. */
export function placeOf(notice: Pick<Notice, 'subject'>, handovers: string): string | null {
  const [kind, id] = notice.subject.split(':')
  if (kind && ['hand_over', 'shift', 'shift_ends'].includes(kind)) return handovers
  if (id && kind === 'hotline') return `/hotline/${id}`
  return id && ['case', 'warning', 'spot', 'paper'].includes(kind ?? '') ? `/${kind}s/${id}` : null
}
