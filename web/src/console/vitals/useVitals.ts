// Vital signs as the server says them: a device's health and course, a building, the failing fleet.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { Bilingual, Level, Page, Words } from '@/shared/types'
import type { DeviceRow } from '../devices/useDevices'

export type Band = 'good' | 'fair' | 'poor' | 'unknown'
export interface Reason extends Words, Bilingual<'told'> {
  reason: string
  points: number
  since: string
}
export interface Figure {
  figure: number | null
  band: Band
  formula: Words
  reasons: Reason[]
}
export interface VerdictRow extends Bilingual<'title'> {
  id: string
  level: Level
  state: string
  opened_at: string
  verdict: 'true' | 'false' | null
  reason: Words | null
  case_id: string | null
}
export interface OnTime {
  interval_seconds: number
  spans: number
  heard: number
  share: number | null
  days: { day: string; spans: number; heard: number }[]
}
export interface DeviceHealth extends Figure {
  on_time: OnTime
  past: (Words & { reason: string; since: string; ended_at: string })[]
  warnings: VerdictRow[]
}
export const SPANS = ['24h', '7d', '30d'] as const
export type Span = (typeof SPANS)[number]
export interface Course {
  span: Span
  kind: string
  unit: string
  /** How many decimals a reading is worth. */
  decimals?: number
  kinds: (Words & { code: string })[]
  start: string
  end: string
  gap_seconds: number
  points: { at: string; low: number; mean: number; high: number; count: number }[]
  limits: { level: Level; value: number }[]
}
export type HouseDevice = DeviceRow & Figure & { weight: number }
export interface BuildingHealth extends Bilingual<'name'>, Figure {
  code: string
  lon: number
  lat: number
  height_m: number
  floors: number | null
  protection: string
  devices: HouseDevice[]
  warnings: VerdictRow[]
}
export type FleetRow = DeviceRow & Figure & { since: string }
interface Counted extends Words {
  count: number
}
export interface FleetCounts {
  total: number
  failing: number
  reasons: (Counted & { reason: string })[]
  kinds: (Counted & { kind: string; total: number })[]
  areas: (Counted & { area: number })[]
}

const part = encodeURIComponent

export const useHealth = (id: Ref<string>) =>
  useQuery({ queryKey: computed(() => ['device-health', id.value]), queryFn: ({ signal }) => api.get<DeviceHealth>(`/api/devices/${part(id.value)}/health`, { signal }), refetchInterval: 30_000 })

export const useCourse = (id: Ref<string>, span: Ref<Span>, kind: Ref<string>) =>
  useQuery({
    queryKey: computed(() => ['device-trend', id.value, span.value, kind.value]),
    queryFn: ({ signal }) => api.get<Course>(`/api/devices/${part(id.value)}/trend`, { signal, query: { span: span.value, kind: kind.value } }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })

export const useBuilding = (code: Ref<string>) =>
  useQuery({ queryKey: computed(() => ['building-vitals', code.value]), queryFn: ({ signal }) => api.get<BuildingHealth>(`/api/buildings/${part(code.value)}/vitals`, { signal }), refetchInterval: 30_000 })

export interface FleetFilter {
  reason: string
  kind: string
  area: string
  q: string
}

export function useFleet(filter: Ref<FleetFilter>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['fleet', { ...filter.value }]),
    queryFn: ({ signal, pageParam }) => api.get<Page<FleetRow>>('/api/fleet', { signal, query: { ...filter.value, limit: 50, after: pageParam } }),
    initialPageParam: '' as string,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  const rows = computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? [])
  const counts = useQuery({ queryKey: ['fleet-counts'], queryFn: ({ signal }) => api.get<FleetCounts>('/api/fleet/counts', { signal }), refetchInterval: 30_000 })
  return { query, rows, counts }
}
