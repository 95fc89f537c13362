// The emergency duties of my post on the phone: kept for where there is no network; what was pressed and waits counts as done here.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import type { EmergencyDuty, EmergencyRow } from '@/shared/joint/emergency'
import { useMe } from '@/shared/me'
import { useOutbox } from './useOutbox'

export interface MyEmergency {
  emergency: EmergencyRow | null
  duties: EmergencyDuty[]
}

/** A duty as it will stand when the kept press has gone. */
export function ahead(duty: EmergencyDuty, presses: readonly { code: string; count: number | null; unreached: number | null }[]): EmergencyDuty & { kept: boolean } {
  let found: EmergencyDuty = duty
  for (const one of presses) {
    if (one.code === 'arrive') found = found.state === 'open' ? { ...found, state: 'arrived', moves: ['done'] } : found
    else found = { ...found, state: 'done', count: one.count, unreached: one.unreached, moves: ['correct'] }
  }
  return { ...found, kept: presses.length > 0 }
}

export function useMyEmergency() {
  const { may } = useMe()
  const { dutiesOf } = useOutbox()
  const query = useQuery({
    queryKey: ['my-emergency'],
    queryFn: ({ signal }) => api.get<MyEmergency>('/api/joint/emergencies/duties/mine', { signal }),
    enabled: computed(() => may('emergency.do')),
    refetchInterval: 20_000,
  })
  const emergency = computed(() => query.data.value?.emergency ?? null)
  const duties = computed(() => (query.data.value?.duties ?? []).map((duty) => ahead(duty, dutiesOf(duty.id))))
  return { query, emergency, duties }
}
