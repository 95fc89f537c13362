// Which warning the one card shows: the person's choice, else the gravest unconfirmed one, else the last one until it is old.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { api } from '@/shared/api'
import type { Level, Marks, WarningMark } from '@/shared/types'
import type { WarningDetail } from './types'

const SOON = 1500
const LATER = 15_000
const HASTY = 10
const GRAVITY: Record<Level, number> = { red: 4, orange: 3, yellow: 2, blue: 1 }

/** Unconfirmed warnings, the gravest first, the newer first among equals. */
export function waitingOf(warnings: readonly WarningMark[]): WarningMark[] {
  return warnings
    .filter((w) => w.state === 'open')
    .sort((a, b) => GRAVITY[b.level] - GRAVITY[a.level] || b.opened_at.localeCompare(a.opened_at))
}

export function useWarning(marks: Ref<Marks | null>) {
  const chosen = ref<string | null>(null)
  const shown = ref<string | null>(null)
  const waiting = computed(() => waitingOf(marks.value?.warnings ?? []))
  const newest = computed(() => [...(marks.value?.warnings ?? [])].sort((a, b) => b.opened_at.localeCompare(a.opened_at))[0])

  watch([waiting, newest, chosen], () => {
    const ids = new Set(marks.value?.warnings.map((w) => w.id))
    if (chosen.value && ids.has(chosen.value)) shown.value = chosen.value
    else {
      chosen.value = null
      shown.value = waiting.value[0]?.id ?? newest.value?.id ?? null
    }
  }, { immediate: true })

  const detail = useQuery({
    queryKey: computed(() => ['warning', shown.value]),
    queryFn: ({ signal }) => api.get<WarningDetail>(`/api/warnings/${shown.value}`, { signal }),
    enabled: computed(() => shown.value !== null),
    // Between a confirmation and its case, and between a warning and its notices, lie a few moments: look again soon.
    refetchInterval: ({ state }) => {
      const untold = state.data?.state === 'open' && !state.data.explain.told.length && state.dataUpdateCount < HASTY
      return untold || (state.data?.state === 'confirmed' && !state.data.case_id) ? SOON : LATER
    },
  })

  /** The next (or previous) of those waiting. */
  const step = (by: number): void => {
    const all = waiting.value
    if (!all.length) return
    const at = all.findIndex((w) => w.id === shown.value)
    chosen.value = all[(at + by + all.length) % all.length]?.id ?? null
  }
  return { shown, waiting, detail, step, choose: (id: string | null) => (chosen.value = id) }
}
