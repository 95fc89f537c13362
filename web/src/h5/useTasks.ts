// The tasks of the signed-in person's posts, ordered by the time left, renewed as the street goes on.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { api } from '@/shared/api'
import { useLive } from '@/shared/stream'
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

/** Renews tasks and notices when something of mine happens; a burst is one renewal. */
export function useFreshTasks(): void {
  const client = useQueryClient()
  let waiting: ReturnType<typeof setTimeout> | null = null
  const renew = (): void => {
    waiting ??= setTimeout(() => {
      waiting = null
      void client.invalidateQueries({ queryKey: ['tasks'] })
      void client.invalidateQueries({ queryKey: ['notices'] })
    }, 400)
  }
  const live = useLive({ onItem: (item) => item.subject.startsWith('case:') && renew(), onResume: renew })
  watch(live.state, (state) => state === 'live' && renew())
}
