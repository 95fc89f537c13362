// The tasks of the signed-in person's posts, ordered by the time left.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { CaseRow, Page } from './types'

export function useTasks() {
  const { may } = useMe()
  return useQuery({
    queryKey: ['tasks'],
    queryFn: ({ signal }) => api.get<Page<CaseRow>>('/api/cases', { signal, query: { mine: true, open: true, limit: 50 } }),
    enabled: computed(() => may('case.list')),
    refetchInterval: 20_000,
  })
}
