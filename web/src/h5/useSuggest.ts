// What a report need not be asked: place, shop, building, matter and what others reported close by, from the photo's place and two words.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { Bilingual } from '@/shared/types'
import type { KnownRow, Page } from './types'

export interface Point {
  lon: number
  lat: number
}
export interface Filled extends Bilingual<'name'>, Bilingual<'text'>, Bilingual<'why'> {
  field: string
  value: string
}
interface Prefill {
  place: Point | null
  shop: string
  building: string
  outside: boolean
  filled: Filled[]
  matters: ({ code: string } & Bilingual<'name'> & Bilingual<'why'>)[]
}
/** Waiting so long after the last key before the server is asked. */
const PAUSE_MS = 400

const same = (one: Point | null, other: Point | null): boolean => one !== null && other !== null && one.lon === other.lon && one.lat === other.lat

/** Whether a point lies outside of the street: what the server says of it, else what it said of this very point before the network went. */
export const isOutside = (at: Point | null, said: boolean | undefined, outsideAt: Point | null): boolean => at !== null && (said ?? same(at, outsideAt))

/** outsideAt: the point that the server last called outside; kept with the draft. */
export function useSuggest(at: Ref<Point | null>, text: Ref<string>, matter: Ref<string>, outsideAt: Ref<Point | null>) {
  const { may } = useMe()
  const said = ref('')
  watch(text, (now) => setTimeout(() => now === text.value && (said.value = now.trim().slice(0, 200)), PAUSE_MS), { immediate: true })
  const asked = computed(() => may('case.report') && (at.value !== null || said.value.length > 1))
  const prefill = useQuery({
    queryKey: computed(() => ['prefill', at.value?.lon, at.value?.lat, said.value]),
    queryFn: ({ signal }) => api.post<Prefill>('/api/intake/prefill', { ...at.value, text: said.value }, { signal }),
    enabled: asked,
    placeholderData: (before) => before,
  })
  /** Of this point, from the server, now; an answer about another one (shown while this is asked for) does not count. */
  const answered = computed(() => (prefill.isPlaceholderData.value || prefill.isError.value ? undefined : prefill.data.value?.outside))
  const outside = computed(() => isOutside(at.value, answered.value, outsideAt.value))
  watch(answered, (now) => {
    if (now !== undefined && at.value) outsideAt.value = now ? { ...at.value } : null
  }, { immediate: true })
  /** What others have reported close by, without a word of theirs: is it this one? */
  const known = useQuery({
    queryKey: computed(() => ['known-at', at.value?.lon, at.value?.lat, said.value, matter.value]),
    queryFn: ({ signal }) => api.get<Page<KnownRow>>('/api/cases/known', { signal, query: { ...at.value, text: said.value, matter: matter.value } }),
    enabled: computed(() => at.value !== null && !outside.value && may('case.report')),
  })
  return {
    outside,
    filled: computed(() => prefill.data.value?.filled ?? []),
    shop: computed(() => prefill.data.value?.shop ?? ''),
    building: computed(() => prefill.data.value?.building ?? ''),
    matters: computed(() => prefill.data.value?.matters.slice(0, 3) ?? []),
    near: computed(() => known.data.value?.items.slice(0, 2) ?? []),
  }
}
