// What is to be visited because of a tag: what of it is due, and saying so of one or of all at once. A visit goes through the outbox, so
// that it is kept without a network; it can be taken back, one that still waits by never being sent.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import type { Tag } from '@/shared/tags'
import { dayOf, useServerClock } from '@/shared/time'
import type { Kept } from './outbox'
import type { Page } from './types'
import { useOutbox } from './useOutbox'

/** As many as the server takes at once. */
const MOST = 200

export function useVisits() {
  const server = useServerClock()
  const { mine, keepVisit, takeBack } = useOutbox()
  const query = useQuery({ queryKey: ['visits'], queryFn: ({ signal }) => api.get<Page<Tag>>('/api/tags/patrol', { signal }), staleTime: 60_000 })
  const items = computed(() => query.data.value?.items ?? [])
  const presses = computed(() => mine.value.filter((item) => item.visit && item.state !== 'refused'))
  /** What the list does not know yet: said here, or taken back here, since it was read. */
  const ahead = computed(() => {
    const found = new Map<number, 'visited' | 'back'>()
    for (const item of presses.value) {
      if (item.state === 'sent' && (item.sentAt ?? 0) < query.dataUpdatedAt.value) continue
      for (const id of item.visit?.tags ?? []) found.set(id, item.visit?.undo ? 'back' : 'visited')
    }
    return found
  })
  const isDue = (one: Tag): boolean => (ahead.value.has(one.id) ? ahead.value.get(one.id) === 'back' : one.next_visit !== null && one.next_visit <= dayOf(server.now.value))
  const isKept = (one: Tag): boolean => ahead.value.get(one.id) === 'visited'
  const due = computed(() => items.value.filter(isDue))
  /** The last press of today that has not been taken back. */
  const told = computed<Kept | undefined>(() => {
    const last = presses.value.at(-1)
    return last && !last.visit?.undo && dayOf(String(last.body['at'])) === dayOf(server.now.value) ? last : undefined
  })
  const say = (tags: number[], unchanged: boolean): Promise<void> => keepVisit(tags, false, { at: new Date(server.now.value).toISOString(), unchanged })
  const visit = (one: Tag): Promise<void> => say([one.id], false)
  const unchanged = (): Promise<void> => say(due.value.slice(0, MOST).map((one) => one.id), true)
  /** One that still waits never goes; what is on its way or there is taken back after it. */
  async function undo(): Promise<void> {
    const item = told.value
    if (item?.state === 'kept') await takeBack(item.id)
    else if (item?.visit) await keepVisit(item.visit.tags, true)
  }
  return { query, items, due, isDue, isKept, told, visit, unchanged, undo }
}
