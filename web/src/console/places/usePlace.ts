// The page of a place as the server gives it: what it is, what belongs to it, its tags.
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { CaseRow } from '@/shared/cases/types'
import type { Tag } from '@/shared/tags'
import type { Bilingual, Level, LogItem } from '@/shared/types'

export interface Some<T> {
  n: number
  items: T[]
}
interface Coded extends Bilingual<'name'> {
  code: string
}
export interface PlaceDevice extends Coded, Bilingual<'kind'> {
  icon: string
  state: string
  last_value: number | null
  unit: string
  /** How many decimals a reading is worth. */
  decimals?: number
  last_at: string | null
  last_seen_at: string | null
  trend: number[]
}
export interface PlaceWarning extends Bilingual<'title'> {
  id: string
  level: Level
  state: string
  opened_at: string
  case_id: string | null
}
export interface PlacePaper extends Bilingual<'kind'>, Bilingual<'state'> {
  id: string
  number: string
  title: string
  issued_at: string | null
}
export interface People {
  residents_from: number
  residents_to: number
  households_from: number
  households_to: number
  as_of: string
  source: string
}
export interface Place extends Bilingual<'name'> {
  kind: 'building' | 'shop' | 'device' | 'road' | 'area'
  ref: number
  key: string
  lon: number
  lat: number
  facts: Record<string, string | number | { zh: string; en: string } | null>
  building: Coded | null
  areas: (Coded & Bilingual<'layer'> & { id: number })[]
  people: People | null
  tags: Tag[]
  buildings: Some<Coded> | null
  shops: Some<Coded & { trade: string; address: string }> | null
  devices: Some<PlaceDevice> | null
  cases: Some<CaseRow> | null
  past: (Some<CaseRow> & { late: number; days: number }) | null
  warnings: Some<PlaceWarning> | null
  papers: Some<PlacePaper> | null
  history: LogItem[]
}

/** The parts whose rows can all be asked for. */
export type Part = '' | 'buildings' | 'shops' | 'devices' | 'cases' | 'past' | 'warnings' | 'papers'

export function usePlace(kind: Ref<string>, id: Ref<string>, whole: Ref<Part>) {
  return useQuery({
    queryKey: computed(() => ['place', kind.value, id.value, whole.value]),
    queryFn: ({ signal }) => api.get<Place>(`/api/places/${kind.value}/${encodeURIComponent(id.value)}`, { signal, query: { whole: whole.value || undefined } }),
    // What is shown stays while the rest of a part of the same place comes.
    placeholderData: (before, query) => (query?.queryKey[1] === kind.value && query.queryKey[2] === id.value ? before : undefined),
    refetchInterval: 60_000,
  })
}
