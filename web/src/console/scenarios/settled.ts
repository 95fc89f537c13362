// A value, a little later: fast movements and typing ask once.
import { ref, watch, type Ref } from 'vue'

/** Follows the source once it has stood still for so many milliseconds. */
export function settled<T>(source: () => T, ms: number): Ref<T> {
  const value = ref(source()) as Ref<T>
  let timer = 0
  watch(source, (next) => {
    clearTimeout(timer)
    timer = window.setTimeout(() => (value.value = next), ms)
  })
  return value
}
