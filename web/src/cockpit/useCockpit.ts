// Data of the cockpit: fetched once, then kept fresh by the live feed; a new warning is on the map before the next fetch.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, getCurrentScope, ref, shallowRef, watch } from 'vue'
import { api } from '@/shared/api'
import { useLive, type LiveFeed } from '@/shared/stream'
import { useServerClock } from '@/shared/time'
import type { Buildings, CockpitMap, LogItem, Marks, WarningMark } from '@/shared/types'
import { deviceReader } from './devices'
import { steady } from './steady'
import type { Recent, Summary } from './types'

const RECENT = 40
/** Figures follow the feed at most this often (ms of real time), and at least this often without it. */
const AT_MOST = 1500
const AT_LEAST = 30_000
/** Thousands of devices are asked for more seldom than the rest, and only when one of them was heard of. */
const DEVICES_AT_MOST = 10_000
/** What the map fetches by itself, in its own thread. */
export const HOUSES = '/api/buildings.geojson?drawn=true'
export const AROUND = '/api/cockpit/surroundings.geojson'
/** How long a mark made from the feed stands by itself (ms of real time). */
const EARLY_FOR = 10_000

/** A mark made from the feed's own words, shown until the next fetch brings the real one. */
export function markOf(item: LogItem): WarningMark | null {
  const [noun, id] = item.subject.split(':')
  if (noun !== 'warning' || !id || !(item.effect === 'open' || item.kind === 'sensing.warning_opened')) return null
  if (item.lon === null || item.lon === undefined || item.lat === null || item.lat === undefined || !item.level) return null
  return { id, lon: item.lon, lat: item.lat, level: item.level, title_zh: item.text_zh, title_en: item.text_en, scenario: '', state: 'open', icon: item.icon, opened_at: item.at }
}

export function useCockpit(onItem: (item: LogItem) => void) {
  const client = useQueryClient()
  const clock = useServerClock()
  const forever = { staleTime: Infinity, gcTime: Infinity }
  const map = useQuery({ queryKey: ['map'], queryFn: ({ signal }) => api.get<CockpitMap>('/api/cockpit/map', { signal }), ...forever })
  // The map reads the buildings in its own thread and hands them on; where nothing can be drawn they are fetched for the palette.
  const built = shallowRef<Buildings | null>(null)
  const unmapped = ref(false)
  const listed = useQuery({ queryKey: ['buildings', 'drawn'], queryFn: ({ signal }) => api.get<Buildings>(HOUSES, { signal }), enabled: unmapped, ...forever })
  const own = computed(() => built.value ?? listed.data.value)
  const live$ = { refetchInterval: AT_LEAST, placeholderData: keepPreviousData }
  const marks = useQuery({ queryKey: ['marks'], queryFn: ({ signal }) => api.get<Marks>('/api/cockpit/marks', { signal, query: { devices: false } }), ...live$ })
  const summary = useQuery({ queryKey: ['summary'], queryFn: ({ signal }) => api.get<Summary>('/api/cockpit/summary', { signal }), ...live$ })
  const recent = useQuery({ queryKey: ['recent'], queryFn: ({ signal }) => api.get<Recent>('/api/cockpit/recent', { signal, query: { limit: RECENT } }), ...forever })
  // Figures and stream first: a list of thousands waits until they are there.
  const settled = computed(() => !summary.isPending.value && !recent.isPending.value)
  // The map takes the page for a while: it draws when the figures have been painted.
  const shown = ref(false)
  watch(settled, (now) => now && requestAnimationFrame(() => setTimeout(() => (shown.value = true))), { immediate: true, flush: 'post' })
  const read = deviceReader()
  const devices = useQuery({ queryKey: ['devices'], queryFn: ({ signal }) => read(signal), enabled: settled, structuralSharing: false, ...live$ })

  const early = ref<(WarningMark & { heard: number })[]>([])
  const refresh = steady(() => Promise.all([marks.refetch(), summary.refetch()]), AT_MOST)
  const refreshDevices = steady(() => devices.refetch(), DEVICES_AT_MOST)

  // The feed opens after the first answer, outside of setup: it still belongs to this scope and ends with it.
  const scope = getCurrentScope()
  const feed = shallowRef<LiveFeed | null>(null)
  watch(recent.isFetched, (fetched) => {
    if (!fetched || feed.value) return
    feed.value = scope?.run(() => useLive({
      cursor: recent.data.value?.items[0]?.cursor ?? null,
      onItem: (item) => {
        const mark = markOf(item)
        if (mark) early.value = [...early.value.filter((w) => w.id !== mark.id), { ...mark, heard: Date.now() }]
        if (item.subject.startsWith('warning:')) void client.invalidateQueries({ queryKey: ['warning', item.subject.slice(8)] })
        refresh()
        if (item.kind.startsWith('sensing.device')) refreshDevices()
        onItem(item)
      },
      onResume: () => void client.invalidateQueries(),
    })) ?? null
  }, { immediate: true })
  // What the server tells by now need not be kept from the feed; what it does not tell after a while is over.
  watch(marks.data, (known) => {
    const ids = new Set(known?.warnings.map((one) => one.id))
    early.value = early.value.filter((one) => !ids.has(one.id) && Date.now() - one.heard < EARLY_FOR)
  })

  const allMarks = computed<Marks | null>(() => {
    const known = marks.data.value
    if (!known) return null
    const ids = new Set(known.warnings.map((w) => w.id))
    const more = early.value.filter((w) => !ids.has(w.id))
    return { ...known, devices: devices.data.value ?? known.devices, warnings: more.length ? [...known.warnings, ...more] : known.warnings }
  })

  const state = computed(() => feed.value?.state.value ?? 'connecting')
  const stale = computed(() => state.value === 'down' || state.value === 'stale')
  /** Domain time of the last sign of life: what «数据停在» says. */
  const stoppedAt = ref<number | null>(null)
  watch(stale, (now) => {
    if (now) stoppedAt.value = clock.now.value - (feed.value?.silentMs.value ?? 0) * clock.speed.value
  })

  return { map, own, built, unmapped, shown, marks: allMarks, devices, marksQuery: marks, summary, recent, state, stale, stoppedAt, silentMs: computed(() => feed.value?.silentMs.value ?? 0), refresh }
}

export type Cockpit = ReturnType<typeof useCockpit>
