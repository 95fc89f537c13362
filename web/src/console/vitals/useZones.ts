// The zones of a device as they are being drawn: what was loaded is kept beside, so that a drawing of somebody else is not lost.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { Corner } from '@/shared/evidence'
import type { Words } from '@/shared/types'
import { useTry } from '@/shared/useTry'

/** How far an arrow key moves a corner, in parts of the picture. */
export const STEP = 0.01

export interface Zone {
  id: string
  kind: string
  shop?: string | null
  name?: Words | null
  lon?: number | null
  lat?: number | null
  polygon?: [number, number][] | null
  picture?: Corner[] | null
}
interface Zones {
  device: string
  zones: Zone[]
  picture: boolean
  may: boolean
}
const copy = (zones: Zone[]): Zone[] => JSON.parse(JSON.stringify(zones)) as Zone[]

export function useZones(id: Ref<string>) {
  const client = useQueryClient()
  const path = computed(() => `/api/devices/${encodeURIComponent(id.value)}/zones`)
  const query = useQuery({ queryKey: computed(() => ['zones', id.value]), queryFn: ({ signal }) => api.get<Zones>(path.value, { signal }) })
  const before = ref<Zone[]>([])
  const zones = ref<Zone[]>([])
  const chosen = ref(0)
  const { busy, problem, attempt } = useTry()
  const changed = computed(() => JSON.stringify(before.value) !== JSON.stringify(zones.value))
  const take = (fresh: Zone[]): void => {
    before.value = copy(fresh)
    zones.value = copy(fresh)
    chosen.value = Math.min(chosen.value, Math.max(0, fresh.length - 1))
  }
  watch(() => query.data.value?.zones, (fresh) => fresh && !changed.value && take(fresh), { immediate: true })

  const save = (note: string): Promise<boolean> =>
    attempt(async () => {
      const kept = await api.put<Zones>(path.value, { zones: zones.value, before: before.value, note })
      client.setQueryData(['zones', id.value], kept)
      take(kept.zones)
      await client.invalidateQueries({ queryKey: ['device', id.value] })
    })
  async function reset(): Promise<void> {
    problem.value = null
    take((await query.refetch()).data?.zones ?? before.value)
  }
  function add(): void {
    const used = new Set(zones.value.map((zone) => zone.id))
    let n = zones.value.length + 1
    while (used.has(`Z${n}`)) n += 1
    zones.value.push({ id: `Z${n}`, kind: 'frontage', picture: null })
    chosen.value = zones.value.length - 1
  }
  function drop(at: number): void {
    zones.value.splice(at, 1)
    chosen.value = Math.max(0, at - 1)
  }
  return { query, zones, chosen, changed, problem, busy, attempt, save, add, drop, reset }
}
