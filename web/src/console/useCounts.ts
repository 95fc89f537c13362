// The few numbers of the side bar, from the same summary the wall shows.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'

interface Summary {
  open_cases: number
  unconfirmed_warnings: number
  overdue: number
  /** offline: heard before and silent now, as on the page of devices. */
  devices: { offline: number }[]
}

export function useCounts() {
  const { may } = useMe()
  const query = useQuery({
    queryKey: ['summary'],
    queryFn: ({ signal }) => api.get<Summary>('/api/cockpit/summary', { signal }),
    enabled: computed(() => may('cockpit.view')),
    refetchInterval: 30_000,
  })
  return computed(() => {
    const data = query.data.value
    return data ? { cases: data.open_cases, warnings: data.unconfirmed_warnings, silent: data.devices.reduce((sum, kind) => sum + kind.offline, 0) } : null
  })
}
