// Renews lists and cases when the street moves; a burst of events is one renewal. Who may not read the stream is not connected.
import { useQueryClient } from '@tanstack/vue-query'
import { computed, effectScope, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { useMe } from '../me'
import { useLive, type LiveFeed, type LiveState } from '../stream'

export function useFreshCases(keys: readonly string[], waitMs = 600): { state: ComputedRef<LiveState> } {
  const client = useQueryClient()
  const { me, may } = useMe()
  const scope = effectScope()
  const feed = shallowRef<LiveFeed | null>(null)
  let waiting: ReturnType<typeof setTimeout> | null = null
  const renew = (): void => {
    waiting ??= setTimeout(() => {
      waiting = null
      for (const key of keys) void client.invalidateQueries({ queryKey: [key] })
    }, waitMs)
  }
  watch(() => me.value !== undefined && may('stream.read'), (on) => {
    if (on && !feed.value) feed.value = scope.run(() => useLive({ onItem: renew, onResume: renew })) ?? null
  }, { immediate: true })
  onScopeDispose(() => waiting && clearTimeout(waiting))
  return { state: computed(() => feed.value?.state.value ?? 'connecting') }
}
