// Single keys of the wall; they rest while a field has the focus, so that typing never acts.
import { onScopeDispose } from 'vue'

/** Key as printed, and the locale key (cockpit.keys.<name>) of what it does. */
export const KEYS = [
  ['Ctrl K', 'find'],
  ['⏎', 'confirm'],
  ['X', 'dismiss'],
  ['↓', 'next'],
  ['↑', 'previous'],
  ['F', 'fit'],
  ['N', 'north'],
  ['A', 'acknowledge'],
  ['S', 'scene'],
  ['B', 'brief'],
  ['Esc', 'back'],
  ['?', 'help'],
] as const

export type KeyName = (typeof KEYS)[number][1]

const BY_KEY: Record<string, KeyName> = { Enter: 'confirm', x: 'dismiss', ArrowDown: 'next', ArrowUp: 'previous', f: 'fit', n: 'north', a: 'acknowledge', s: 'scene', b: 'brief', Escape: 'back', '?': 'help' }

/** Which command a key press means, or null when it belongs to the element that has the focus. */
export function commandOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'target'>): KeyName | null {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return 'find'
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  const name = BY_KEY[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null
  const on = event.target instanceof HTMLElement ? event.target : null
  if (!name || !on || on === document.body) return name
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(on.tagName)) return null
  // Enter and arrows belong to a focused button, link or map; the letters do not.
  const busy = /^(BUTTON|A|CANVAS)$/.test(on.tagName)
  return busy && ['confirm', 'next', 'previous'].includes(name) ? null : name
}

export function useKeys(act: (name: KeyName) => void): void {
  const press = (event: KeyboardEvent): void => {
    const name = commandOf(event)
    if (!name) return
    event.preventDefault()
    act(name)
  }
  addEventListener('keydown', press)
  onScopeDispose(() => removeEventListener('keydown', press))
}
