// One warning: reading it, confirming it or putting it aside with a reason. Used by desk and phone.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from '../api'
import type { Bilingual, Level, Words } from '../types'
import { useTry } from '../useTry'
import type { Deed } from './verdict'

export interface WarningRow extends Bilingual<'title'> {
  id: string
  level: Level
  state: 'open' | 'confirmed' | 'dismissed' | 'cleared' | 'ended'
  phase: 'firing' | 'acknowledged' | 'recovering' | 'resolved' | 'false_alarm'
  acknowledged_at: string | null
  /** Its device was so often wrong under this rule that a person must decide. */
  doubted: boolean
  shop: string | null
  scenario: { id: string; version: number } & Bilingual<'name'>
  device: ({ code: string; kind: string } & Bilingual<'name'>) | null
  place: Words & { lon: number; lat: number }
  opened_at: string
  last_at: string
  recovered_at: string | null
  no_data_since: string | null
  count: number
  /** What people found, also after it had gone by itself. */
  verdict: 'true' | 'false' | null
  /** It went by itself, nobody has judged it, and until then somebody may. */
  judge_until: string | null
  case_id: string | null
  actions: string[]
}

/** A post that was told, and each notice by its channel. */
export type Told = Words & { at: string; read: boolean; by: (Words & { channel: string; state: 'sent' | 'queued' | 'recorded' | 'failed'; at: string })[] }

/** A notice or call that was not sent, and why. */
export type Held = Words & { at: string; what: 'notice' | 'call'; why: string; ref: string; until: string | null }

/** Warnings told together, and the ladder of those told next. */
export interface WarningGroup extends Bilingual<'place'> {
  id: string
  count: number
  acknowledged_at: string | null
  next_at: string | null
}

export interface WarningDetail extends WarningRow {
  note: string
  reason_code: string
  confirmed_at: string | null
  explain: Bilingual<'rule'> & {
    version: number
    readings: { at: string; value: number | null }[]
    limits: { level: Level; value: number }[]
    fired: { from: string; to: string } | null
    unit: string
    /** How many decimals a reading is worth. */
    decimals?: number
    signed?: (Words & { demo: boolean }) | null
    pictures: ({ sha: string; url: string; at: string } & Bilingual<'caption'>)[]
    arithmetic?: Words[]
    corroboration: Words[]
    excluded: Words[]
    told: Told[]
    held: Held[]
    /** When it began, rose, fell, was decided on and ended. */
    course?: (Words & { at: string; known_at?: string | null; what: string; level: Level })[]
  }
  group: WarningGroup | null
  dismiss_reasons?: (Words & { code: string })[]
}

export function useWarning(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['warning', id.value]),
    queryFn: ({ signal }) => api.get<WarningDetail>(`/api/warnings/${id.value}`, { signal }),
    enabled: computed(() => id.value !== ''),
    refetchInterval: 15_000,
  })
}

export function useWarningWork(id: Ref<string>) {
  const client = useQueryClient()
  const { busy, problem, attempt } = useTry()
  const fresh = (): Promise<unknown> => Promise.all(['warning', 'warnings', 'cases', 'tasks', 'summary'].map((key) => client.invalidateQueries({ queryKey: [key] })))

  /** True when it was done. After a refusal the warning is shown as it is now; what was typed stays. */
  async function act(what: Deed, input: Record<string, string | boolean>): Promise<boolean> {
    if (busy.value) return false
    const done = await attempt(() => api.post(`/api/warnings/${id.value}/${what}`, input))
    await fresh()
    return done
  }
  return { busy, problem, act }
}
