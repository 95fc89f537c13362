// Single-key commands of the desk: they rest in fields and dialogs, and can be switched off for good (WCAG 2.1.4).
import { onScopeDispose, ref } from 'vue'

const STORE = 'wg-desk-keys'
const on = ref(localStorage.getItem(STORE) !== 'off')

export const singleKeys = (): boolean => on.value

export function switchKeys(): void {
  on.value = !on.value
  localStorage.setItem(STORE, on.value ? 'on' : 'off')
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target' | 'defaultPrevented'>

/** The key as a command: a capital letter, or the name of another key; null when it belongs to a field, a dialog or a button. */
export function commandKey(event: Press): string | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null
  const target = event.target instanceof HTMLElement ? event.target : null
  if (target?.isContentEditable || target?.closest('input, textarea, select, [role="dialog"], .maplibregl-canvas')) return null
  if (event.key.length > 1) return event.key === 'Enter' && target?.closest('button, a') ? null : event.key
  return on.value ? event.key.toUpperCase() : null
}

/** Calls `act` with each command key; what returns true is not passed on to the page. */
export function useCommandKeys(act: (key: string, event: KeyboardEvent) => boolean): void {
  const press = (event: KeyboardEvent): void => {
    const key = commandKey(event)
    if (key && act(key, event)) event.preventDefault()
  }
  addEventListener('keydown', press)
  onScopeDispose(() => removeEventListener('keydown', press))
}
