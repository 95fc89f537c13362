// The filters in the address as words: names instead of codes, fetched only for what is set.
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/shared/api'
import type { Matter, Shop } from '@/shared/cases/types'
import { useSpeaker } from '@/shared/i18n'
import { friendlyTime, useServerClock } from '@/shared/time'
import type { TagKind } from '@/shared/tags'
import type { Bilingual, Page } from '@/shared/types'
import { usePosts } from './usePosts'
import { FLAGS, type Filter, type Filters } from './useWorklist'

const WITH_LIFE: readonly Filter[] = ['raised', 'supervised', 'appealed', 'unit', 'approval', 'parent', 'waits']
const TIMES: readonly Filter[] = ['since', 'until', 'reported_since', 'reported_until', 'filed_since', 'filed_until', 'closed_since', 'closed_until']

export function useFilterWords(filters: ComputedRef<Filters>) {
  const { t, pick, lang } = useSpeaker()
  const server = useServerClock()
  const matter = useQuery({
    queryKey: computed(() => ['matter', filters.value.matter]),
    queryFn: ({ signal }) => api.get<Matter>(`/api/matters/${encodeURIComponent(filters.value.matter ?? '')}`, { signal }),
    enabled: computed(() => !!filters.value.matter),
    staleTime: Infinity,
  })
  const shop = useQuery({
    queryKey: computed(() => ['shop', filters.value.shop]),
    queryFn: ({ signal }) => api.get<Page<Shop>>('/api/shops', { signal, query: { q: filters.value.shop, limit: 5 } }),
    enabled: computed(() => !!filters.value.shop),
    staleTime: Infinity,
  })
  const tags = useQuery({ queryKey: ['tags'], queryFn: ({ signal }) => api.get<Page<TagKind>>('/api/tags', { signal }), enabled: computed(() => !!filters.value.tag), staleTime: 60_000 })
  const { posts, units } = usePosts(computed(() => !!filters.value.post || !!filters.value.waits || !!filters.value.department))

  const named = (list: readonly ({ code: string } & Bilingual<'name'>)[], code: string): string => pick(list.find((one) => one.code === code), 'name') || code
  const words = (group: string, codes: string): string => codes.split(',').map((code) => t(`console.${group}.${code}`)).join(t('console.comma'))

  return (key: Filter): string => {
    const value = filters.value[key] ?? ''
    const head = t(WITH_LIFE.includes(key) ? `life.filter.${key}` : `console.filter.${key}`)
    if (key === 'parent') return head
    if (FLAGS.includes(key)) return head
    if (key === 'patrol') return t(`life.patrol.${value}`)
    if (TIMES.includes(key)) return `${head} ${Number.isNaN(Date.parse(value)) ? value : friendlyTime(value, server.now.value, lang.value)}`
    if (key === 'stage' || key === 'state' || key === 'request') return `${head} ${words(key, value)}`
    if (key === 'level') return `${head} ${t(`shared.level.${value}`)}`
    if (key === 'matter') return `${head} ${matter.data.value ? `${value} ${pick(matter.data.value, 'name')}` : value}`
    if (key === 'shop') return `${head} ${named(shop.data.value?.items ?? [], value)}`
    if (key === 'tag') return `${head} ${named(tags.data.value?.items ?? [], value)}`
    if (key === 'post' || key === 'waits') return `${head} ${named(posts.value, value)}`
    if (key === 'department') return `${head} ${named(units.value, value)}`
    return `${head} ${value}`
  }
}
