// Whether what is shown is still the answer: a server that hangs refuses nothing, so waiting long must be said, and of when the stored state is.
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useSpeaker } from '@/shared/i18n'
import { friendlyTime, useServerClock } from '@/shared/time'

/** An answer that takes longer is said to be awaited (ms; our default, as for skeletons). */
export const LATE_MS = 4000

interface Asked {
  isFetching: Ref<boolean>
  isError: Ref<boolean>
  dataUpdatedAt: Ref<number>
}

export function useWaiting(query: Asked) {
  const server = useServerClock()
  const { lang } = useSpeaker()
  const late = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(query.isFetching, (on) => {
    clearTimeout(timer)
    if (on) timer = setTimeout(() => (late.value = true), LATE_MS)
    else late.value = false
  }, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
  /** When the stored answer was given, by the street's clock; "" without one, or while the answer is of now. */
  const asOf = computed(() => {
    const at = query.dataUpdatedAt.value
    if (!at || !(late.value || query.isError.value)) return ''
    return friendlyTime(new Date(server.now.value - (Date.now() - at) * server.speed.value).toISOString(), server.now.value, lang.value)
  })
  return { late, asOf }
}
