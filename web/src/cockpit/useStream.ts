// Rows of the live stream: newest on top, at most one insert per second; a rush becomes one grouped row; reading pauses it.
import { computed, onScopeDispose, ref } from 'vue'
import type { LogItem } from '@/shared/types'

export interface StreamRow {
  key: string
  item: LogItem
  /** Further entries that came in the same rush and are not shown one by one. */
  more: number
}

const KEEP = 60
/** From this many waiting entries on, the row that is shown stands for all of them. */
const RUSH = 4

/** Which entry of a rush is worth its row: warnings and alarms before routine, then the newest. */
export function foremost(items: readonly LogItem[]): LogItem | undefined {
  const weight = (item: LogItem): number => (item.level ? 3 : 0) + (item.tone === 'red' || item.tone === 'orange' ? 2 : 0) + (item.tone === 'ok' ? 1 : 0)
  return [...items].reverse().reduce<LogItem | undefined>((best, item) => (best && weight(best) >= weight(item) ? best : item), undefined)
}

export function takeNext(queue: LogItem[]): StreamRow | null {
  if (!queue.length) return null
  if (queue.length < RUSH) {
    const item = queue.shift()
    return item ? { key: item.cursor, item, more: 0 } : null
  }
  const item = foremost(queue)
  const more = queue.length - 1
  queue.length = 0
  return item ? { key: item.cursor, item, more } : null
}

export function useStream() {
  const rows = ref<StreamRow[]>([])
  const queue: LogItem[] = []
  const waiting = ref(0)
  const paused = ref(false)

  const timer = setInterval(() => {
    if (paused.value) return
    const row = takeNext(queue)
    waiting.value = queue.length
    if (row) rows.value = [row, ...rows.value.filter((old) => old.key !== row.key)].slice(0, KEEP)
  }, 1000)
  onScopeDispose(() => clearInterval(timer))

  return {
    rows: computed(() => rows.value),
    waiting,
    paused,
    /** The first fill, newest first. */
    fill: (items: readonly LogItem[]) => (rows.value = items.slice(0, KEEP).map((item) => ({ key: item.cursor, item, more: 0 }))),
    push: (item: LogItem) => {
      queue.push(item)
      waiting.value = queue.length
    },
  }
}
