// Whether the phone has a network at all, as far as the browser can tell.
import { onBeforeUnmount, ref, type Ref } from 'vue'

export function useOnline(): Ref<boolean> {
  const online = ref(navigator.onLine)
  const look = (): void => {
    online.value = navigator.onLine
  }
  addEventListener('online', look)
  addEventListener('offline', look)
  onBeforeUnmount(() => {
    removeEventListener('online', look)
    removeEventListener('offline', look)
  })
  return online
}
