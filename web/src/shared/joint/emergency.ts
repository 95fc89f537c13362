// Normal times and emergency (平急转换): how the street stands, its duties, the record; shapes of /api/joint/emergencies.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { Bilingual } from '@/shared/types'

export type Form = 'do' | 'check' | 'count' | 'supply'

export interface EmergencyDuty extends Bilingual<'what'>, Bilingual<'place'>, Bilingual<'post'> {
  id: number
  code: string
  form: Form
  /** Whether a number is asked for; presence: and how many were not reached. */
  counted: boolean
  presence: boolean
  area: string
  state: 'open' | 'arrived' | 'done' | 'closed'
  arrived_at: string | null
  done_at: string | null
  count: number | null
  unreached: number | null
  note: string
  late: boolean
  moves: string[]
}

export interface Figures {
  duties: number
  done: number
  open: number
  closed: number
  posts: number
  doors: number
  people: number
  portions: number
  unreached: number
}

export interface EmergencyRow extends Bilingual<'kind'>, Bilingual<'begun'>, Bilingual<'ended'> {
  id: string
  number: string
  state: 'normal' | 'emergency'
  reason: string
  whole: boolean
  areas: (Bilingual<'name'> & { code: string })[]
  began_at: string
  ended_at: string | null
  note: string
}

export interface EmergencyCell extends Figures, Bilingual<'name'> {
  code: string
  /** Whether people are counted here, and whether that is done. */
  counts: boolean
  counted: boolean
  registered: { residents_from: number; residents_to: number; residents: number | null } | null
}

export interface EmergencyDetail extends EmergencyRow {
  figures: Figures
  cells: EmergencyCell[]
  duties: EmergencyDuty[]
}

export interface Posture {
  state: 'normal' | 'emergency'
  emergency: EmergencyRow | null
  figures: Figures | null
  may_switch: boolean
}

export interface EmergencyKind extends Bilingual<'name'> {
  code: string
  duties: (Bilingual<'what'> & { code: string; seat: string; form: Form })[]
}

export interface Plan {
  posts: number
  duties: number
  places: number
  by_duty: (Bilingual<'what'> & { form: Form; n: number })[]
}

/** The numbers of an emergency that open to their duties. */
export const SUMS = ['doors', 'people', 'portions', 'unreached'] as const
export type Sum = 'duties' | 'done' | (typeof SUMS)[number]
const FORMS: Partial<Record<Sum, Form>> = { doors: 'check', people: 'count', portions: 'supply' }

/** What a duty adds to a number, 0 where it is none of its duties; the server counts the same way (`sums`). */
export function adds(duty: Pick<EmergencyDuty, 'form' | 'state' | 'count' | 'unreached'>, sum: Sum): number {
  if (sum === 'duties') return 1
  if (duty.state !== 'done') return 0
  if (sum === 'done') return 1
  if (sum === 'unreached') return duty.unreached ?? 0
  return duty.form === FORMS[sum] ? (duty.count ?? 0) : 0
}

/** Whether an item of the feed changes what stands here. */
export const concerns = (kind: string): boolean => kind.startsWith('joint.emergency') || kind.startsWith('joint.dut')

/** How the street stands now, or at a moment gone by (ms). */
export function usePosture(at: MaybeRefOrGetter<number | null> = null) {
  const { may } = useMe()
  return useQuery({
    queryKey: computed(() => ['emergency', 'now', toValue(at)]),
    queryFn: ({ signal }) => {
      const moment = toValue(at)
      return api.get<Posture>('/api/joint/emergencies/now', { signal, query: moment === null ? {} : { at: new Date(moment).toISOString() } })
    },
    enabled: computed(() => may('emergency.list')),
    refetchInterval: computed(() => (toValue(at) === null ? 30_000 : false)),
    placeholderData: keepPreviousData,
  })
}

export const useEmergency = (id: MaybeRefOrGetter<string | null>) =>
  useQuery({
    queryKey: computed(() => ['emergency', 'one', toValue(id)]),
    queryFn: ({ signal }) => api.get<EmergencyDetail>(`/api/joint/emergencies/${toValue(id)}`, { signal }),
    enabled: computed(() => toValue(id) !== null),
    placeholderData: keepPreviousData,
  })
