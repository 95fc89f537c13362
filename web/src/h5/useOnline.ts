// Whether anybody answers: the browser knows of no network, a request found no server (shared/line).
import { computed, type ComputedRef } from 'vue'
import { useLineLost } from '@/shared/line'

export function useOnline(): ComputedRef<boolean> {
  const lost = useLineLost()
  return computed(() => !lost.value)
}
