// The alarm that cannot be missed: every living red warning nobody has acknowledged, until somebody does, here or at the desk. One
// that its scenario confirmed by itself has been seen by nobody either.
import { useMutation, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import type { Marks, WarningMark } from '@/shared/types'
import { chime } from './sound'

/** How often the tone comes again while nobody has pressed (ms of real time). */
const AGAIN = 8000

/** What alarms: red, living, unseen, and not silenced at this very wall; the longest waiting first. */
export function alarming(marks: Marks | null, silenced: readonly string[]): WarningMark[] {
  return (marks?.warnings ?? [])
    .filter((one) => one.level === 'red' && (one.state === 'open' || one.state === 'confirmed') && !one.acknowledged && !silenced.includes(one.id))
    .sort((a, b) => a.opened_at.localeCompare(b.opened_at))
}

export function useAlarm(marks: Ref<Marks | null>, sound: Ref<boolean>) {
  const client = useQueryClient()
  const silenced = ref<string[]>([])
  const waiting = computed(() => alarming(marks.value, silenced.value))
  const ack = useMutation({
    mutationFn: (id: string) => api.post(`/api/warnings/${id}/acknowledge`, {}),
    // Whoever may not say so for the office still quiets this wall; the others go on.
    onError: (error, id) => {
      if (error instanceof ApiProblem && [403, 404, 409].includes(error.status)) silenced.value = [...silenced.value, id]
    },
    onSuccess: (_, id) => (silenced.value = [...silenced.value, id]),
    onSettled: (_, __, id) => {
      void client.invalidateQueries({ queryKey: ['marks'] })
      void client.invalidateQueries({ queryKey: ['warning', id] })
    },
  })
  const ring = (): void => {
    if (waiting.value.length && sound.value) chime()
  }
  watch(() => waiting.value.map((one) => one.id).join(), (now, before) => now && now !== before && ring())
  const timer = setInterval(ring, AGAIN)
  onScopeDispose(() => clearInterval(timer))
  return { waiting, acknowledge: (id: string) => ack.mutate(id), busy: ack.isPending }
}

export type Alarm = ReturnType<typeof useAlarm>
