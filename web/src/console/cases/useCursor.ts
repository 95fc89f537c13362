// The case the keys stand on: arrows, page keys, Home and End reach any row of the list, also one still on its way.
import { onScopeDispose, ref, watch, type ShallowRef } from 'vue'
import type { useSelection } from './useSelection'
import type { useWorklist } from './useWorklist'

const REST_MS = 180

interface Grid {
  show: (at: number) => void
  /** Rows that fit in sight. */
  fits: () => number
}

export function useCursor(list: ReturnType<typeof useWorklist>, picked: ReturnType<typeof useSelection>, grid: Readonly<ShallowRef<Grid | null>>) {
  const chosen = ref<string | null>(null)
  /** Where the keys went to a row that has not come yet. */
  let wanted: { at: number; shift: boolean } | null = null
  const put = (id: string, shift = false): void => {
    wanted = null
    chosen.value = id
    if (shift) picked.reach(id)
  }
  watch(list.order, (order) => {
    const came = wanted && list.lineAt(wanted.at)?.row
    if (wanted && came) put(came.id, wanted.shift)
    else if (chosen.value === null || (!order.some((row) => row.id === chosen.value) && !list.list.loading.value)) chosen.value = order[0]?.id ?? null
  }, { immediate: true })
  // A key held down passes rows: the case beside the list is read when it rests, a single press at once.
  const shown = ref<string | null>(chosen.value)
  let rest: ReturnType<typeof setTimeout> | null = null
  const settle = (): void => {
    rest = null
    shown.value = chosen.value
  }
  watch(chosen, () => {
    if (rest) clearTimeout(rest)
    else shown.value = chosen.value
    rest = setTimeout(settle, REST_MS)
  })
  onScopeDispose(() => rest && clearTimeout(rest))
  watch(list.view, () => (wanted = null))

  /** The first line from here that is no heading. */
  function beyond(at: number, way: number): number {
    let n = at
    while (list.lineAt(n)?.head) n += way
    return n
  }
  /** Stands on a line of the whole list; with shift all rows on the way there are chosen. */
  function to(at: number, way: number, shift = false): void {
    const last = list.length.value - 1
    if (last < 0) return
    let n = beyond(Math.min(Math.max(at, 0), last), way)
    if (n < 0 || n > last) n = beyond(n < 0 ? 0 : last, -way)
    if (shift) picked.start(chosen.value)
    grid.value?.show(n)
    const row = list.lineAt(n)?.row
    if (row) put(row.id, shift)
    else wanted = { at: n, shift }
  }
  const here = (): number => wanted?.at ?? (chosen.value === null ? -1 : list.placeOf(chosen.value))
  /** Whether the key was one that moves. */
  function press(key: string, shift: boolean): boolean {
    const page = Math.max(1, (grid.value?.fits() ?? 2) - 1)
    if (key === 'ArrowDown') to(here() + 1, 1, shift)
    else if (key === 'ArrowUp') to(here() - 1, -1, shift)
    else if (key === 'PageDown') to(here() + page, 1, shift)
    else if (key === 'PageUp') to(here() - page, -1, shift)
    else if (key === 'Home') to(0, 1)
    else if (key === 'End') to(list.length.value - 1, -1)
    else return false
    return true
  }
  return { chosen, shown, put, press }
}
