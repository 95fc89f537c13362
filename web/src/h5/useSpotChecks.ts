// The looks at black spots that wait for my post, and what is done there: arrive, a photo, what was found.
import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import { isoDay } from '@/shared/format'
import { useServerClock } from '@/shared/time'
import type { Bilingual } from '@/shared/types'
import { whereAmI } from './place'
import { shrink } from './shrink'

export interface DueLook extends Bilingual<'title'>, Bilingual<'place'>, Bilingual<'last_found'> {
  id: number
  spot_id: number
  number: string
  lon: number
  lat: number
  text: string
  every_days: number
  due_on: string
  late: boolean
  arrived_at: string | null
  arrived_m: number | null
  pictures: string[]
  last_found: '' | 'clear' | 'back'
  last_at: string | null
}
const KEY = ['spot-checks']

export function useSpotChecks() {
  const server = useServerClock()
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.get<{ items: DueLook[] }>('/api/spots/checks/mine', { signal }), refetchInterval: 60_000 })
  const rows = computed(() => (query.data.value?.items ?? []).map((row) => ({ ...row, today: row.due_on === isoDay(server.now.value) })))
  return { query, rows }
}

export function useLook(look: () => DueLook | undefined) {
  const client = useQueryClient()
  const path = (): string => `/api/spots/${look()?.spot_id}/checks/${look()?.id}`
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: KEY })
  const arrive = useMutation({
    mutationFn: async () => {
      const here = await whereAmI()
      await api.post(`${path()}/arrive`, here ? { lon: here.lon, lat: here.lat } : {})
    },
    onSuccess: again,
  })
  const photo = useMutation({
    mutationFn: async (file: Blob) => {
      const form = new FormData()
      form.append('file', await shrink(file), 'photo.jpg')
      await api.upload(`${path()}/pictures`, form)
    },
    onSuccess: again,
  })
  const say = useMutation({ mutationFn: (given: { found: 'clear' | 'back'; note: string }) => api.post(path(), given) })
  return { arrive, photo, say, again }
}
