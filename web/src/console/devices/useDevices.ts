// Devices as the server lists them, silent ones first; and one device with its readings.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { Bilingual, DeviceState, Page, Words } from '@/shared/types'

export interface DeviceRow extends Bilingual<'name'>, Bilingual<'kind'>, Bilingual<'place'> {
  id: number
  code: string
  kind: string
  icon: string
  model: string
  lon: number
  lat: number
  state: DeviceState
  online: boolean
  silent_since: string | null
  last_seen_at: string | null
  last_kind: string
  last_value: number | null
  last_at: string | null
  unit: string
  /** How many decimals a reading is worth. */
  decimals?: number
  trend: number[]
  calibrated_until: string | null
  building: string | null
  trial: boolean
  certificate_no: string
  certificate_until: string | null
  published: boolean
}

export interface DeviceDetail extends DeviceRow {
  height_m: number | null
  expected_seconds: number | null
  registered_at: string
  readings: { at: string; kind: string; value: number | null; judged: boolean }[]
  verdicts_30d: { warnings: number; true: number; false: number }
  warnings: string[]
  zones: { id: string; name?: Words | null; picture?: unknown; polygon?: unknown }[]
  /** By kind of signal. */
  limits: Record<string, SignedLimit>
}

/** A limit somebody signed for; `demo` when the signature is invented. */
export interface SignedLimit extends Bilingual<'signed_by'> {
  value: number
  unit: string
  signed_on: string
  demo: boolean
}

export function useDevices(kind: Ref<string>, state: Ref<string>, q: Ref<string> = ref(''), sort: Ref<string> = ref('state'), trial: Ref<boolean | null> = ref(null), tag: Ref<string> = ref('')) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['devices', kind.value, state.value, q.value, sort.value, trial.value, tag.value]),
    queryFn: ({ signal, pageParam }) => api.get<Page<DeviceRow>>('/api/devices', { signal, query: { kind: kind.value, state: state.value, q: q.value, sort: sort.value, trial: trial.value, tag: tag.value, limit: trial.value ? 200 : 50, after: pageParam } }),
    initialPageParam: '' as string,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 20_000,
  })
  const rows = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  return { query, rows }
}

export const useDevice = (id: Ref<string>) =>
  useQuery({ queryKey: computed(() => ['device', id.value]), queryFn: ({ signal }) => api.get<DeviceDetail>(`/api/devices/${encodeURIComponent(id.value)}`, { signal }), refetchInterval: 20_000 })

/** The signed limit for what the device measures, null where it has none. */
export const signedOf = (device: Pick<DeviceDetail, 'limits' | 'last_kind'>): SignedLimit | null => device.limits[device.last_kind] ?? null
