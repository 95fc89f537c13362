// Looking back: which moment is looked at, how fast it runs on, and the wall as it was known then (from the log).
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref } from 'vue'
import { api } from '@/shared/api'
import { partsOf, useServerClock } from '@/shared/time'
import type { LogItem, Marks } from '@/shared/types'
import { midnight } from './links'
import type { TimelineHour } from './types'

export interface PastFigures {
  open_cases: number
  filed: number
  closed: number
  near: number
  overdue: number
  unconfirmed_warnings: number
  warnings: number
  devices: number
  silent: number
}
interface Past {
  at: string
  marks: Marks
  figures: PastFigures
  items: LogItem[]
  timeline: TimelineHour[]
}

/** Times real time; 600 runs a day in 2.4 minutes. */
export const SPEEDS = [60, 600, 3600] as const
const TICK = 500

/** The same time of day on another day. "2026-11-20" */
export function onDay(day: string, at: number): number {
  const p = partsOf(at)
  return Date.parse(`${day}T00:00:00+08:00`) + ((p.hour * 60 + p.minute) * 60 + p.second) * 1000
}

export const dayOf = (at: number): string => midnight(at).slice(0, 10)

export function usePast() {
  const clock = useServerClock()
  const at = ref<number | null>(null)
  const playing = ref(false)
  const speed = ref<number>(SPEEDS[1])
  const span = useQuery({ queryKey: ['past-span'], queryFn: ({ signal }) => api.get<{ first: string | null }>('/api/cockpit/past/span', { signal }), enabled: computed(() => at.value !== null), staleTime: Infinity })
  // A running clock asks for whole seconds; what is being fetched is not cut short by the next tick.
  const asked = ref<number | null>(null)
  const found = useQuery({
    queryKey: computed(() => ['past', asked.value]),
    queryFn: () => api.get<Past>('/api/cockpit/past', { query: { at: new Date(asked.value ?? 0).toISOString() } }),
    enabled: computed(() => asked.value !== null), placeholderData: keepPreviousData, staleTime: Infinity, gcTime: 30_000,
  })

  function look(moment: number): void {
    const first = span.data.value?.first ? Date.parse(span.data.value.first) : 0
    at.value = Math.min(clock.now.value, Math.max(first, moment))
    if (!found.isFetching.value) asked.value = Math.floor(at.value / 1000) * 1000
  }
  const timer = setInterval(() => {
    if (at.value === null) return
    if (playing.value) {
      const next = at.value + speed.value * TICK
      if (next >= clock.now.value) return live()
      look(next)
    } else if (!found.isFetching.value) asked.value = Math.floor(at.value / 1000) * 1000
  }, TICK)
  onScopeDispose(() => clearInterval(timer))

  function live(): void {
    at.value = null
    asked.value = null
    playing.value = false
  }

  return {
    at, asked, playing, speed, look, live,
    first: computed(() => (span.data.value?.first ? dayOf(Date.parse(span.data.value.first)) : '')),
    data: computed(() => (at.value === null ? null : (found.data.value ?? null))), error: found.error, loading: found.isPending,
  }
}

export type LookingBack = ReturnType<typeof usePast>
