// An address for a blob that lives as long as the component.
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export function usePicture(blob: () => Blob | null | undefined): Ref<string> {
  const address = ref('')
  const free = (): void => {
    if (address.value) URL.revokeObjectURL(address.value)
  }
  watch(blob, (now) => {
    free()
    address.value = now ? URL.createObjectURL(now) : ''
  }, { immediate: true })
  onScopeDispose(free)
  return address
}
