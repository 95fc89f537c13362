// Renews lists and cases when the street moves; a burst of events is one renewal.
import { useQueryClient } from '@tanstack/vue-query'
import { onBeforeUnmount } from 'vue'
import { useLive } from '../stream'

export function useFreshCases(keys: readonly string[], waitMs = 600) {
  const client = useQueryClient()
  let waiting: ReturnType<typeof setTimeout> | null = null
  const renew = (): void => {
    waiting ??= setTimeout(() => {
      waiting = null
      for (const key of keys) void client.invalidateQueries({ queryKey: [key] })
    }, waitMs)
  }
  onBeforeUnmount(() => waiting && clearTimeout(waiting))
  return useLive({ onItem: renew, onResume: renew })
}
