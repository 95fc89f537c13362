// Filling in a paper's fields, on the desk and on the phone: what is asked now, what was typed, saving it.
import { computed, ref, watch } from 'vue'
import { api } from '../api'
import { useSpeaker } from '../i18n'
import { fullTime, instantOf } from '../time'
import { useTry } from '../useTry'
import type { Paper, PaperField } from './types'

export type Value = string | string[]
const said = (value: Value | undefined): string => (Array.isArray(value) ? value.join('\n') : value ?? '')

/** Whether a field is asked at all, with what stands in the others ("colour=yellow|red", "fixed?no", "items>0"). */
export function asked(when: string, value: (key: string) => Value | undefined): boolean {
  if (!when) return true
  if (when.endsWith('>0')) {
    const found = value(when.slice(0, -2))
    return Array.isArray(found) && found.some((one) => Number(one) > 0)
  }
  const [key = '', values = ''] = when.split(/[=?]/)
  return values.split('|').includes(said(value(key)))
}

/** Where a form's answer is kept when no server takes it (the phone's outbox); wanted: it goes there at once. */
export interface Keeper<T extends unknown[]> {
  wanted: () => boolean
  keep: (...told: T) => Promise<void>
}

export function useFields(row: () => Paper, base: () => string, saved: (row: Paper) => void, keeper?: Keeper<[Record<string, Value>]>) {
  const { pick, lang } = useSpeaker()
  const changed = ref<Record<string, Value>>({})
  const { busy, problem, attempt } = useTry()
  watch(() => row().version, () => (changed.value = {}))
  const kept = computed(() => new Map(row().fields.map((field) => [field.key, field.value])))
  /** What stands in a field now; of a sealed one only what was typed, for what is kept is not shown. */
  const now = (field: PaperField): Value => changed.value[field.key] ?? (field.sealed ? '' : field.value)
  const value = (key: string): Value | undefined => changed.value[key] ?? kept.value.get(key)
  const open = computed(() => row().fields.filter((field) => field.open && asked(field.when, value)))
  const closed = computed(() => row().fields.filter((field) => !field.open && said(field.value) !== '' && asked(field.when, value)))
  const lacks = computed(() => new Map(row().missing.map((one) => [one.field, one.message])))
  const wrong = (field: PaperField): string | undefined => problem.value?.field(field.key) ?? lacks.value.get(field.key)
  /** It may stay empty: the reference says so, or no condition of ours makes it wanted. */
  const optional = (field: PaperField): boolean => field.required === 'N' || (field.required === 'C' && (!field.when || field.when.includes('?')))
  function set(field: PaperField, typed: Value): void {
    changed.value[field.key] = field.kind === 'moment' && typed ? instantOf(said(typed)) : typed
  }
  const name = (field: PaperField, code: string): string => pick(field.choices.find((choice) => choice.value === code), 'name') || code
  /** A field in words, for reading. */
  function shown(field: PaperField): string {
    const text = said(field.value)
    if (field.kind === 'moment' && text) return fullTime(text)
    if (field.kind === 'parts' && Array.isArray(field.value)) return field.parts.map((part, index) => ({ part, text: field.value[index] })).filter((one) => one.text).map((one) => `${pick(one.part, 'name')} ${one.text}`).join(lang.value === 'zh' ? '；' : '; ')
    if (field.kind === 'ticks' && Array.isArray(field.value)) return field.value.map((code) => name(field, code)).join(' · ')
    return name(field, text)
  }
  const dirty = computed(() => Object.keys(changed.value).length > 0)
  /** What was typed, and with it what else is given: nothing typed is lost to a choice. */
  async function save(more: Record<string, Value> = {}): Promise<boolean> {
    const values = { ...changed.value, ...more }
    if (!keeper?.wanted()) {
      const done = await attempt(async () => saved(await api.put<Paper>(base(), { version: row().version, values })))
      if (done || !keeper || problem.value?.status !== 0) return done
      problem.value = null
    }
    await keeper.keep(values)
    changed.value = {}
    return true
  }
  return { open, closed, now, set, shown, optional, wrong, save, dirty, busy, problem }
}
