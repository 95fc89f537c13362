// What can be done from the command palette: each page adds its own commands while it is shown.
import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'

export interface Command {
  id: string
  title: string
  icon: string
  /** The single key that does the same, so that people grow out of the palette. */
  keys?: string | null
  run: () => void
}

const sets = shallowRef<(() => Command[])[]>([])

export const commands: ComputedRef<Command[]> = computed(() => sets.value.flatMap((set) => set()))

/** Adds commands until the component is gone; `build` may read reactive values. */
export function useCommands(build: () => Command[]): void {
  sets.value = [build, ...sets.value]
  onScopeDispose(() => {
    sets.value = sets.value.filter((set) => set !== build)
  })
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** Those in which every word occurs, first those that begin with the first word; all of them without words. */
export function matching<T>(all: readonly T[], query: string, textOf: (one: T) => string, most: number): T[] {
  const words = query.trim().split(/\s+/).map(plain).filter(Boolean)
  const hits = all.map((one) => ({ one, hay: plain(textOf(one)) })).filter(({ hay }) => words.every((word) => hay.includes(word)))
  const first = words[0] ?? ''
  return hits.sort((a, b) => Number(b.hay.startsWith(first)) - Number(a.hay.startsWith(first))).slice(0, most).map(({ one }) => one)
}
