// One reference table at the desk: its rows, and words for values as people read them.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '@/shared/api'
import { useSpeaker } from '@/shared/i18n'
import type { Words } from '@/shared/types'
import type { FieldDef, Kinds, Table, Value } from './types'

export const tablePath = (code: string): string => `/api/office/tables/${encodeURIComponent(code)}`
export const rowPath = (code: string, key: string): string => `${tablePath(code)}/rows/${encodeURIComponent(key)}`

export function useTable(code: Ref<string>) {
  const client = useQueryClient()
  const query = useQuery({ queryKey: computed(() => ['office', code.value]), queryFn: ({ signal }) => api.get<Table>(tablePath(code.value), { signal }) })
  const again = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: ['office'] })
  }
  return { query, again }
}

/** The words of verbs, for grants. */
export function useVerbs(enabled: Ref<boolean>) {
  const query = useQuery({ queryKey: ['grants', 'kinds'], queryFn: ({ signal }) => api.get<Kinds>('/api/grants/kinds', { signal }), enabled, staleTime: 300_000 })
  const { lang } = useSpeaker()
  const said = (verb: string): string => query.data.value?.verbs[verb]?.[lang.value] ?? verb
  return { query, said }
}

export function useWording() {
  const { t, lang } = useSpeaker()
  const own = (words: Words | undefined): string => words?.[lang.value] ?? ''
  /** A value as people read it; a choice by its word. */
  function shown(field: FieldDef | undefined, value: Value | undefined): string {
    if (value === null || value === undefined || value === '') return '—'
    if (typeof value === 'boolean') return t(value ? 'office.yes' : 'office.no')
    if (Array.isArray(value)) return field?.kind === 'grants' ? t('office.grantsN', { n: value.length }) : value.map((part) => own(field?.choices.find((one) => one.value === part)) || part).join(t('console.comma')) || '—'
    if (field?.kind === 'moment') return String(value).replace('T', ' ')
    const choice = field?.choices.find((one) => one.value === value)
    return choice ? own(choice) : String(value)
  }
  return { t, lang, own, shown }
}

/** What an edit does to a list of grants, in words: +案件：督办（全街道） −案件：催办（本人）. */
export function useGrantChange(enabled: Ref<boolean>) {
  const { said } = useVerbs(enabled)
  const { t } = useWording()
  const words = (pair: string): string => {
    const [level = '', verb = ''] = pair.split(' ')
    return t('office.grantWords', { verb: said(verb), level: t(`office.level.${level as 'own'}`) })
  }
  return (before: Value | undefined, after: Value | undefined): string => [...gained(before, after).map((one) => `+${words(one)}`), ...gained(after, before).map((one) => `−${words(one)}`)].join('  ')
}

/** What two lists of grants differ in. */
export const gained = (before: Value | undefined, after: Value | undefined): string[] => (Array.isArray(after) ? after : []).filter((one) => !(Array.isArray(before) ? before : []).includes(one))
