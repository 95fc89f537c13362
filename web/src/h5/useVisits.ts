// What is to be visited because of a tag: what of it is due, and saying so of one or of all at once, which can be taken back.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { api } from '@/shared/api'
import type { Tag } from '@/shared/tags'
import { dayOf, useServerClock } from '@/shared/time'
import { useTry } from '@/shared/useTry'
import type { Page } from './types'

/** As many as the server takes at once. */
const MOST = 200

export function useVisits() {
  const server = useServerClock()
  const client = useQueryClient()
  const { busy, problem, attempt } = useTry()
  const query = useQuery({ queryKey: ['visits'], queryFn: ({ signal }) => api.get<Page<Tag>>('/api/tags/patrol', { signal }), staleTime: 60_000 })
  const items = computed(() => query.data.value?.items ?? [])
  const isDue = (one: Tag): boolean => one.next_visit !== null && one.next_visit <= dayOf(server.now.value)
  const due = computed(() => items.value.filter(isDue))
  /** What the last press on "nothing has changed" said, for as long as it can be taken back here. */
  const told = ref<number[]>([])
  const pressed = ref<number | 'all' | 'undo' | null>(null)
  function say(what: number | 'all' | 'undo', path: string, body?: { tags: number[] }): Promise<boolean> {
    pressed.value = what
    return attempt(async () => {
      await api.post(path, body)
      await client.invalidateQueries({ queryKey: ['visits'] })
    })
  }
  const visit = (one: Tag): Promise<boolean> => say(one.id, `/api/tags/${one.id}/visit`)
  async function unchanged(): Promise<void> {
    const tags = due.value.slice(0, MOST).map((one) => one.id)
    if (await say('all', '/api/tags/visits', { tags })) told.value = tags
  }
  async function undo(): Promise<void> {
    if (await say('undo', '/api/tags/visits/undo', { tags: told.value })) told.value = []
  }
  return { query, items, due, isDue, told, pressed, busy, problem, visit, unchanged, undo }
}
