// The keyboard in a dialog of the wall: it begins on one control, Tab stays inside, and what had the focus before has it again after.
import { onBeforeUnmount, onMounted, type ShallowRef } from 'vue'

const STOPS = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]'
type Held = Readonly<ShallowRef<HTMLElement | null>>

/** box: the dialog, none for a sheet beside the map from which Tab may go on; first: where the focus begins. */
export function useTrap(first: Held, box?: Held): void {
  const before = document.activeElement
  function stay(event: KeyboardEvent): void {
    const inside = box?.value
    if (event.key !== 'Tab' || !inside) return
    const stops = [...inside.querySelectorAll<HTMLElement>(STOPS)].filter((one) => one.tabIndex >= 0 && (one.checkVisibility?.() ?? true))
    const at = stops.indexOf(document.activeElement as HTMLElement)
    if (at < 0 && inside.contains(document.activeElement)) return
    const beyond = at < 0 || (event.shiftKey ? at === 0 : at === stops.length - 1)
    if (!beyond) return
    event.preventDefault()
    stops.at(event.shiftKey ? -1 : 0)?.focus()
  }
  onMounted(() => {
    first.value?.focus()
    if (box) document.addEventListener('keydown', stay, true)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('keydown', stay, true)
    // The dialog is still there now and would take its focus with it: what follows comes after.
    if (before instanceof HTMLElement && before !== document.body) queueMicrotask(() => (before.isConnected && document.activeElement === document.body ? before.focus() : undefined))
  })
}
