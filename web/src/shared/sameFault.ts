// A page whose parts all fail for one reason says it once in full, where it stood first; the others only say that they failed too, and the
// full word's "again" asks for all of them.
import { computed, onMounted, onScopeDispose, ref, shallowRef, triggerRef, type ComputedRef, type Ref } from 'vue'

interface Told {
  reason: Ref<string>
  /** The dialog it stands in: what is behind one is not seen. */
  place: Element | null
  host: Readonly<Ref<HTMLElement | null>>
  again: () => void
}
const told = shallowRef<Told[]>([])

/** reason: "" when it must be said in full in any case (a deed, what is kept). host: the element of the word. */
export function useSameFault(reason: ComputedRef<string>, host: Readonly<Ref<HTMLElement | null>>, again: () => void): { same: ComputedRef<boolean>; all: () => void } {
  const mine: Told = { reason, place: null, host, again }
  const here = ref(false)
  onMounted(() => {
    mine.place = host.value?.closest('[role=dialog], dialog') ?? null
    // In the order of the page, whichever came first.
    const next = told.value.findIndex((one) => one.host.value && mine.host.value && (mine.host.value.compareDocumentPosition(one.host.value) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0)
    told.value.splice(next < 0 ? told.value.length : next, 0, mine)
    here.value = true
    triggerRef(told)
  })
  onScopeDispose(() => {
    told.value = told.value.filter((one) => one !== mine)
  })
  const alike = computed(() => (reason.value && here.value ? told.value.filter((one) => one.reason.value === reason.value && one.place === mine.place) : []))
  return {
    same: computed(() => alike.value.length > 1 && alike.value[0] !== mine),
    all: () => (alike.value.length ? alike.value.forEach((one) => one.again()) : again()),
  }
}
