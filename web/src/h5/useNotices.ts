// Notices to my posts: the list, how many are unread, marking one as read.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { Notice, Page } from './types'

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
