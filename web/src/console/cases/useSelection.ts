// Which rows of the list are chosen for one move: x chooses, shift chooses a row of them; what left the list is no longer chosen.
import { computed, ref, watch, type ComputedRef } from 'vue'
import type { CaseRow } from '@/shared/cases/types'

export function useSelection(order: ComputedRef<CaseRow[]>) {
  const ids = ref<ReadonlySet<string>>(new Set())
  /** From here a shifted choice reaches. */
  let anchor: string | null = null
  const rows = computed(() => order.value.filter((row) => ids.value.has(row.id)))
  watch(order, (now) => {
    const there = new Set(now.map((row) => row.id))
    if ([...ids.value].some((id) => !there.has(id))) ids.value = new Set([...ids.value].filter((id) => there.has(id)))
  })

  function toggle(id: string): void {
    const next = new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    anchor = id
    ids.value = next
  }
  /** All rows between the last one chosen and this one, both included. */
  function reach(id: string): void {
    const list = order.value.map((row) => row.id)
    const from = list.indexOf(anchor ?? id)
    const to = list.indexOf(id)
    if (from < 0 || to < 0) return toggle(id)
    ids.value = new Set([...ids.value, ...list.slice(Math.min(from, to), Math.max(from, to) + 1)])
  }
  return {
    ids,
    rows,
    toggle,
    reach,
    start: (id: string | null) => (anchor = anchor && ids.value.has(anchor) ? anchor : id),
    all: () => (ids.value = new Set(order.value.map((row) => row.id))),
    clear: () => {
      anchor = null
      ids.value = new Set()
    },
  }
}
