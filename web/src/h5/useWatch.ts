// What lies under the eyes of who handles nothing herself (segment chief, chief, desk): which lists there are, and how long each is.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import { useMe } from '@/shared/me'

/** Name, filter of /api/cases, and the verb that makes it one's business ("" for all). */
const LISTS = [
  ['mine', { mine: true, open: true }, ''],
  ['late', { overdue: true, open: true }, ''],
  ['near', { near: true, open: true }, ''],
  ['approval', { approval: true }, 'case.approve'],
  ['accept', { stage: 'report,accept' }, 'case.accept'],
  ['dispatch', { state: 'filed,dispatching' }, 'case.dispatch'],
  ['check', { stage: 'check' }, 'case.check'],
  ['open', { open: true }, ''],
] as const
export type Watched = (typeof LISTS)[number][0]
type Asked = Record<string, string | boolean | undefined>

export function useWatch() {
  const { me, may } = useMe()
  const post = computed(() => me.value?.posts[0])
  /** Sees cases and handles none: a list of one's own tasks would stay empty. */
  const watching = computed(() => may('case.list') && !may('case.handle') && !['resident', 'merchant', undefined].includes(post.value?.role))
  const segment = computed(() => post.value?.role === 'segment_chief')
  const area = computed(() => (segment.value ? post.value?.area?.code : undefined))
  const lists = computed(() => LISTS.filter(([, , verb]) => !verb || may(verb)))
  const asked = (name: Watched): Asked => ({ ...LISTS.find(([one]) => one === name)?.[1], area: area.value })
  const counts = useQuery({
    queryKey: computed(() => ['watch', 'counts', area.value]),
    queryFn: async ({ signal }) => {
      const found = await Promise.all(lists.value.map(async ([name]) => [name, (await api.get<{ total: number }>('/api/cases/count', { signal, query: asked(name) })).total] as const))
      return Object.fromEntries(found) as Partial<Record<Watched, number>>
    },
    enabled: watching,
    refetchInterval: 60_000,
  })
  /** What is late, near and open is always said, zero too; the rest where there is some. */
  const shown = computed(() => lists.value.map(([name]) => ({ name, n: counts.data.value?.[name] ?? 0 })).filter((one) => ['late', 'near', 'open'].includes(one.name) || one.n))
  return { watching, segment, area, asked, counts, shown }
}
