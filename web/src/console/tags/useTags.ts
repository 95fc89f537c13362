// The tags of the office with their counts, the acts by which many were put, and the putting of many with a try before.
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { Batch, TagKind } from '@/shared/tags'
import type { Page } from '@/shared/types'

interface Kinds extends Page<TagKind> {
  colours: string[]
  things: string[]
}
export interface Outcome {
  found: number
  new: number
  stood: number
  refused: number
  sample: { key: string; name_zh: string; name_en: string; lon: number; lat: number }[]
  batch: number | null
}

export function useTags() {
  const client = useQueryClient()
  const { may } = useMe()
  const kinds = useQuery({ queryKey: ['tags'], queryFn: ({ signal }) => api.get<Kinds>('/api/tags', { signal }), enabled: computed(() => may('tag.list')) })
  const batches = useQuery({ queryKey: ['tags', 'batches'], queryFn: ({ signal }) => api.get<Page<Batch>>('/api/tags/batches', { signal }), enabled: computed(() => may('tag.put')) })
  const busy = ref(false)
  const problem = ref<unknown>(null)
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['tags'] })
  /** Does it, tells what went wrong, and loads afresh; undefined when it failed. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    busy.value = true
    problem.value = null
    try {
      const done = await work()
      await refresh()
      return done
    } catch (error) {
      problem.value = error
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { kinds, batches, busy, problem, attempt, refresh }
}
