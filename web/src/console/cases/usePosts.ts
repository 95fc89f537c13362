// The posts of the street and the units they belong to, for choosing who gets a case.
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'
import type { Bilingual, Page } from '@/shared/types'

export interface PostRow extends Bilingual<'name'> {
  code: string
  role: string
  department: ({ code: string } & Bilingual<'name'>) | null
  on_duty: boolean
}

/** Roles that handle cases in the field; they come first in a list of posts. */
const FIELD = ['grid_worker', 'squad_member', 'unit_handler']

export function usePosts(wanted: ComputedRef<boolean>) {
  const { may } = useMe()
  const query = useQuery({
    queryKey: ['posts'],
    queryFn: ({ signal }) => api.get<Page<PostRow>>('/api/posts', { signal, query: { limit: 200 } }),
    staleTime: 60_000,
    enabled: computed(() => wanted.value && may('roster.list')),
  })
  const posts = computed(() => query.data.value?.items ?? [])
  const units = computed(() => [...new Map(posts.value.flatMap((post) => (post.department ? [[post.department.code, post.department] as const] : []))).values()])
  /** Posts that handle cases, those on duty first. */
  const handlers = computed(() => posts.value.filter((post) => FIELD.includes(post.role)).sort((a, b) => Number(b.on_duty) - Number(a.on_duty)))
  return { query, posts, units, handlers }
}
