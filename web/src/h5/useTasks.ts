// What waits for me, ordered by the time left: of staff the tasks of their posts, of others the open cases that concern them.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/vue-query'
import { computed, watch } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { CockpitMap } from '@/shared/types'
import type { CaseDetail, CaseRow, Page } from './types'
import { useRole } from './useRole'

/** So many tasks are fetched whole, to be read without a network. */
const AHEAD = 12

/** The case and its first pictures: what must be matched on site has to be there without a network. */
async function ahead(client: QueryClient, id: string): Promise<void> {
  await client.prefetchQuery({ queryKey: ['case', id], queryFn: ({ signal }) => api.get<CaseDetail>(`/api/cases/${id}`, { signal }) })
  const pictures = client.getQueryData<CaseDetail>(['case', id])?.evidence.filter((piece) => piece.media_type.startsWith('image/')) ?? []
  for (const piece of pictures.slice(0, 2)) new Image().src = `/api/evidence/${piece.id}`
}

export function useTasks() {
  const { may } = useMe()
  const { me, staff } = useRole()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['tasks'],
    queryFn: ({ signal }) => api.get<Page<CaseRow>>('/api/cases', { signal, query: { ...(staff.value ? { mine: true } : {}), open: true, limit: 50 } }),
    enabled: computed(() => me.value !== undefined && may('case.list')),
    refetchInterval: 20_000,
  })
  watch(query.data, (page) => {
    // The street's map too: without it nobody can say where something is, where there is neither a network nor a position.
    if (staff.value && may('area.list')) void client.prefetchQuery({ queryKey: ['map'], queryFn: ({ signal }) => api.get<CockpitMap>('/api/cockpit/map', { signal }), staleTime: Infinity })
    for (const row of page?.items.slice(0, AHEAD) ?? []) {
      const known = client.getQueryData<CaseDetail>(['case', row.id])
      if (known?.version === row.version) continue
      void ahead(client, row.id)
    }
  })
  return query
}
