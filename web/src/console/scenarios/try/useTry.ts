// State of the page: the scenario, its thresholds, the run that is looked at, the values tried, and what they would say.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import type { Page } from '@/shared/types'
import { useServerClock } from '@/shared/time'
import { settled } from '../settled'
import { lastDays, numberOf, sent } from './plot'
import type { Changes, Check, Knob, Recount, Result, Run, Side, Version } from './types'

export interface Scenario {
  id: string
  version: number
  enabled: boolean
  icon: string
  name_zh: string
  name_en: string
  group_zh: string
  group_en: string
  rule_zh: string
  rule_en: string
}
/** A slider asks this long after it stood still (ms); the answer itself takes tens of milliseconds. */
const PAUSE = 60
const POLL = 700
const GOING = ['queued', 'running']

const WAITING_MS = 10_000
const waits = (one: Version): boolean => one.state === 'scheduled'

export function useTry(id: Ref<string>) {
  const client = useQueryClient()
  const server = useServerClock()
  const path = computed(() => `/api/scenarios/${encodeURIComponent(id.value)}`)
  const scenario = useQuery({ queryKey: computed(() => ['scenario', id.value]), queryFn: ({ signal }) => api.get<Scenario>(path.value, { signal }) })
  const knobs = useQuery({ queryKey: computed(() => ['knobs', id.value, scenario.data.value?.version]), queryFn: ({ signal }) => api.get<Knob[]>(`${path.value}/knobs`, { signal }) })
  const versions = useQuery({ queryKey: computed(() => ['versions', id.value]), queryFn: ({ signal }) => api.get<Page<Version>>(`${path.value}/versions`, { signal }), refetchInterval: (query) => (query.state.data?.items.some(waits) ? WAITING_MS : false) })
  // A version that waited is switched on by the clock, not by anybody here.
  watch(() => versions.data.value?.items.some(waits), (now, before) => {
    if (before && !now) for (const key of ['scenario', 'knobs']) void client.invalidateQueries({ queryKey: [key, id.value] })
  })
  const runs = useQuery({ queryKey: computed(() => ['replays', id.value]), queryFn: ({ signal }) => api.get<Page<Run>>(`${path.value}/replays`, { signal, query: { limit: 12 } }) })

  const chosen = ref<string | null>(null)
  const days = ref(7)
  /** The kept version that is not on and is tried beside the one in force. */
  const draft = ref<number | null>(null)
  /** The run looked at: the one chosen, else the newest that came to an end or is on its way. */
  const current = computed(() => chosen.value ?? runs.data.value?.items.find((run) => run.state !== 'stopped')?.id ?? null)
  const run = useQuery({
    queryKey: computed(() => ['replay', current.value]),
    queryFn: ({ signal }) => api.get<Run>(`/api/replays/${current.value}`, { signal }),
    enabled: computed(() => current.value !== null),
    refetchInterval: (query) => (GOING.includes(query.state.data?.state ?? '') ? POLL : false),
    placeholderData: keepPreviousData,
  })

  const values = ref<Record<string, number>>({})
  const touched = computed<Changes>(() => Object.fromEntries((knobs.data.value ?? []).filter((knob) => values.value[knob.key] !== undefined && values.value[knob.key] !== knob.value).map((knob) => [knob.key, sent(values.value[knob.key] as number, knob.unit)])))
  const changed = computed(() => Object.keys(touched.value).length > 0)
  /** A run that was asked with changes brings them along, once. */
  watch([() => run.data.value?.id, () => knobs.data.value], ([key, known]) => {
    if (!key || !known || changed.value) return
    for (const [name, value] of Object.entries(run.data.value?.changes ?? {})) {
      const number = numberOf(value)
      if (number !== null && known.some((knob) => knob.key === name)) values.value[name] = number
    }
  })
  /** A run of a draft brings the draft along. */
  watch(() => run.data.value?.id, () => {
    if (chosen.value && run.data.value?.version) draft.value = run.data.value.version
  })
  const asked = settled(() => touched.value, PAUSE)
  const check = useQuery({
    queryKey: computed(() => ['check', id.value, scenario.data.value?.version, asked.value]),
    queryFn: ({ signal }) => api.post<Check>(`${path.value}/check`, { changes: asked.value }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const done = computed(() => run.data.value?.state === 'done' && run.data.value.result !== null)
  const recount = useQuery({
    queryKey: computed(() => ['recount', current.value, asked.value]),
    queryFn: ({ signal }) => api.post<Recount>(`/api/replays/${current.value}/recount`, { changes: asked.value }, { signal }),
    enabled: computed(() => done.value && Object.keys(asked.value).length > 0),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Infinity,
  })
  const result = computed<Result | null>(() => (done.value ? (run.data.value?.result ?? null) : null))
  /** The tried version's account; null while nothing is changed and no draft was run. */
  const ofDraft = computed(() => draft.value !== null && run.data.value?.version === draft.value)
  const other = computed<Side | null>(() => (changed.value ? (recount.data.value?.changed ?? null) : ofDraft.value ? (result.value?.changed ?? null) : null))
  const compared = computed(() => (changed.value ? (recount.data.value?.compared ?? null) : ofDraft.value ? (result.value?.compared ?? null) : null))
  /** The tape is gone or the rule has a new version: only a new run helps. */
  const needsRun = computed(() => recount.error.value instanceof ApiProblem && recount.error.value.status === 409)

  const start = useMutation({
    mutationFn: () => api.post<Run>(`${path.value}/replays`, { ...lastDays(days.value, server.now.value), changes: touched.value, version: changed.value ? null : draft.value }),
    onSuccess: (fresh) => {
      chosen.value = fresh.id
      void client.invalidateQueries({ queryKey: ['replays', id.value] })
    },
  })
  const stop = useMutation({
    mutationFn: () => api.post<Run>(`/api/replays/${current.value}/stop`),
    onSettled: () => client.invalidateQueries({ queryKey: ['replay', current.value] }),
  })
  const plan = useMutation({
    mutationFn: (body: { changes: Changes; base?: number; reason: string; switch_at: string | null; trial: string | null }) => api.post<Version>(`${path.value}/versions`, body),
    onSuccess: (made) => {
      if (made.state === 'in_force') values.value = {}
      if (made.number === draft.value) draft.value = null
      for (const key of ['versions', 'scenario', 'knobs']) void client.invalidateQueries({ queryKey: [key, id.value] })
    },
  })
  const cancel = useMutation({
    mutationFn: (body: { number: number; reason: string }) => api.post<Version>(`${path.value}/versions/${body.number}/cancel`, { reason: body.reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['versions', id.value] }),
  })
  function reset(): void {
    values.value = {}
    draft.value = null
  }
  watch(() => run.data.value?.state, (state, before) => {
    if (before && GOING.includes(before) && !GOING.includes(state ?? '')) void client.invalidateQueries({ queryKey: ['replays', id.value] })
  })
  return { scenario, knobs, versions, runs, run, current, chosen, days, draft, ofDraft, values, touched, changed, check, recount, needsRun, result, other, compared, start, stop, plan, cancel, reset, server }
}
