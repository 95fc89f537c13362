// Unsaved text of a pack on this machine: survives a reload, belongs to one person and one scenario, goes when it is saved.

/** text: as typed; base: the version it began as; newest: the highest number its writer knew of; at: ms since 1970. */
export interface Draft {
  text: string
  base: number
  newest: number
  at: number
}
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export const draftKey = (person: string | number, scenario: string): string => `wg-pack-text:${person}:${scenario}`

export function readDraft(store: Store, key: string): Draft | null {
  try {
    const found = JSON.parse(store.getItem(key) ?? 'null') as Partial<Draft> | null
    if (typeof found?.text !== 'string' || typeof found.base !== 'number' || typeof found.newest !== 'number') return null
    return { text: found.text, base: found.base, newest: found.newest, at: found.at ?? 0 }
  } catch {
    return null
  }
}
/** Keeps what differs from the version it began as; false when this machine keeps nothing. */
export function keepDraft(store: Store, key: string, draft: Draft, original: string): boolean {
  try {
    if (draft.text === original) store.removeItem(key)
    else store.setItem(key, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}
export function dropDraft(store: Store, key: string): void {
  try {
    store.removeItem(key)
  } catch {
    // A machine that keeps nothing has nothing to drop.
  }
}
/** Where a line and column lie in a text; the end of the line, or of the text, when they lie beyond. */
export function offsetOf(text: string, line: number, column: number): { from: number; to: number } {
  const lines = text.split('\n')
  const row = Math.min(Math.max(line, 1), lines.length) - 1
  const start = lines.slice(0, row).reduce((sum, one) => sum + one.length + 1, 0)
  const end = start + (lines[row]?.length ?? 0)
  const from = Math.min(start + Math.max(column, 1) - 1, end)
  return { from, to: Math.max(end, from) }
}
