// What is known of a building, and what it is called: its name, else its first address, else that it has none. A code is no name.
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import { useSpeaker } from '@/shared/i18n'
import type { House } from './types'

/** code: null asks nothing. */
export function useHouse(code: Ref<string | null>) {
  const { t, pick } = useSpeaker()
  const asked = useQuery({
    queryKey: computed(() => ['house', code.value]),
    queryFn: ({ signal }) => api.get<House>(`/api/cockpit/buildings/${encodeURIComponent(code.value ?? '')}`, { signal }),
    enabled: computed(() => code.value !== null),
    refetchInterval: 30_000,
  })
  const name = computed(() => (asked.data.value && (pick(asked.data.value, 'name') || asked.data.value.addresses[0])) || t('cockpit.house.unnamed'))
  return { asked, name }
}
