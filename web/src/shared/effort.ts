// How much a form asks of people, counted on this device and sent as sums per form: no person, no moment, no words (Z4).
import { onScopeDispose } from 'vue'
import { api } from './api'

export interface Sums {
  uses: number
  asked: number
  filled: number
  typed: number
  keys: number
  touches: number
}
const STORE = 'wg-effort'
const TODAY = 'wg-effort-today'
/** Sent when so many uses have come together or so long has passed: a sum says nothing about one of them. */
const SEND_EVERY_MS = 600_000
const NOTHING: Sums = { uses: 0, asked: 0, filled: 0, typed: 0, keys: 0, touches: 0 }

export function added(sums: Sums | undefined, one: Omit<Sums, 'uses'>): Sums {
  const before = sums ?? NOTHING
  return { uses: before.uses + 1, asked: before.asked + one.asked, filled: before.filled + one.filled, typed: before.typed + one.typed, keys: before.keys + one.keys, touches: before.touches + one.touches }
}

const read = <T>(key: string, otherwise: T): T => {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? otherwise
  } catch {
    return otherwise
  }
}
const write = (key: string, value: unknown): void => {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A full or forbidden memory costs the count, never the work.
  }
}

/** What this device's person filled in today and what was filled in for them; stays on the device. */
export function today(day: string): { asked: number; filled: number } {
  const kept = read(TODAY, { day: '', asked: 0, filled: 0 })
  return kept.day === day ? kept : { asked: 0, filled: 0 }
}

let sent = 0
/** Sends the sums; what was not taken stays for the next time. */
export async function flushEffort(now = Date.now(), soon = false): Promise<void> {
  const sums = read<Record<string, Sums>>(STORE, {})
  if (!Object.keys(sums).length || (!soon && now - sent < SEND_EVERY_MS)) return
  sent = now
  write(STORE, {})
  try {
    await api.post('/api/evaluation/effort', { forms: Object.entries(sums).map(([form, one]) => ({ form, ...one })) }, { anonymous: true })
  } catch {
    const since = read<Record<string, Sums>>(STORE, {})
    for (const [form, one] of Object.entries(sums)) {
      const more = since[form]
      since[form] = more ? (Object.fromEntries(Object.entries(one).map(([name, n]) => [name, n + more[name as keyof Sums]])) as unknown as Sums) : one
    }
    write(STORE, since)
  }
}

/** Counts the presses and keys of one use of a form; `done` adds it to the sums, leaving without `done` counts nothing. */
export function useEffort(form: string) {
  let [keys, touches] = [0, 0]
  const key = (event: Event): void => {
    const input = event as InputEvent
    if (event.target instanceof HTMLInputElement && event.target.type === 'file') return
    keys += input.data?.length ?? 1
  }
  const touch = (): void => void (touches += 1)
  addEventListener('input', key, true)
  addEventListener('click', touch, true)
  onScopeDispose(() => {
    removeEventListener('input', key, true)
    removeEventListener('click', touch, true)
  })
  return {
    touches: () => touches,
    done(day: string, counts: { asked: number; filled: number; typed: number }): void {
      const sums = read<Record<string, Sums>>(STORE, {})
      write(STORE, { ...sums, [form]: added(sums[form], { ...counts, keys, touches }) })
      const own = today(day)
      write(TODAY, { day, asked: own.asked + counts.asked, filled: own.filled + counts.filled })
      keys = touches = 0
      void flushEffort()
    },
  }
}

export type Counted = Omit<Sums, 'uses' | 'keys' | 'touches'>

const FIELDS = 'input:not([type=hidden], [type=submit], [type=search]), select, textarea, [role=radiogroup]'
/** What a form asks: its fields, a group of choices being one. */
export function fieldsOf(form: HTMLFormElement | null): Element[] {
  const named = new Set<string>()
  return [...(form?.querySelectorAll(FIELDS) ?? [])].filter((one) => {
    if (one.matches('[role=radiogroup] *') || (one as HTMLInputElement).disabled) return false
    if (!(one instanceof HTMLInputElement) || one.type !== 'radio') return true
    return !named.has(one.name) && named.add(one.name)
  })
}

/** Whether something stands in it already. */
function stands(field: Element, form: HTMLFormElement): boolean {
  if (field instanceof HTMLInputElement && field.type === 'radio') return form.querySelector(`input[type=radio][name="${CSS.escape(field.name)}"]:checked`) !== null
  if (field instanceof HTMLInputElement && field.type === 'checkbox') return field.checked
  return field.matches('[role=radiogroup]') ? field.querySelector('[aria-checked=true]') !== null : (field as HTMLInputElement).value !== ''
}

/** What was touched or stands empty is asked of the person; what stands there untouched was filled in for them. */
export function counted(form: HTMLFormElement, touched: ReadonlySet<Element>): Counted {
  const fields = fieldsOf(form)
  const filled = fields.filter((one) => !touched.has(one) && stands(one, form)).length
  const typed = fields.filter((one) => touched.has(one) && one.matches('textarea, input:not([type=radio], [type=checkbox], [type=file])')).length
  return { asked: fields.length - filled, filled, typed }
}
