// What the palette finds: cases, places, shops, devices, people by one question to the server; screens and commands of the page.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api } from '@/shared/api'
import { useSpeaker } from '@/shared/i18n'
import { useMe } from '@/shared/me'
import { pageOf } from '@/shared/tags'
import type { Bilingual, Page } from '@/shared/types'
import { commands, matching } from './commands'

export interface Hit {
  key: string
  group: 'case' | 'building' | 'shop' | 'road' | 'area' | 'device' | 'person' | 'actions'
  icon: string
  title: string
  detail: string
  keys?: string | null
  run: () => void
}
interface Found extends Bilingual<'title'>, Bilingual<'detail'> {
  kind: Exclude<Hit['group'], 'actions'>
  id: string
  key: string
  icon: string
}

const MOST = 6
const WAIT_MS = 120

/** Where a found thing opens: a case on its page, a person on the roster, everything else on the page of its place. */
export function addressOf(hit: Pick<Found, 'kind' | 'id' | 'key'>): string {
  if (hit.kind === 'case') return `/cases/${hit.id}`
  if (hit.kind === 'person') return `/duty?post=${encodeURIComponent(hit.key)}`
  return pageOf(hit.kind, hit.kind === 'road' || hit.kind === 'area' ? hit.id : hit.key)
}

export function useFind(words: Ref<string>) {
  const { pick, t } = useSpeaker()
  const { te } = useI18n({ useScope: 'global' })
  const { may } = useMe()
  const router = useRouter()
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(words, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = now.trim()), WAIT_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  const query = useQuery({
    queryKey: computed(() => ['find', asked.value]),
    queryFn: ({ signal }) => api.get<Page<Found>>('/api/find', { signal, query: { q: asked.value.slice(0, 60) } }),
    enabled: computed(() => asked.value !== '' && may('area.list')),
    placeholderData: keepPreviousData,
  })
  /** What a road is stands as the map's own word; a code that is also the name is not said twice. */
  const detailOf = (hit: Found): string => {
    const said = pick(hit, 'detail')
    if (hit.kind === 'road') return te(`places.word.${said}`) ? t(`places.word.${said}`) : said
    return said === pick(hit, 'title') ? '' : said
  }
  const hits = computed<Hit[]>(() => {
    const done = commands.value.map((one): Hit => ({ key: `action:${one.id}`, group: 'actions', icon: one.icon, title: one.title, detail: '', keys: one.keys ?? null, run: one.run }))
    if (!words.value.trim()) return matching(done, '', (one) => one.title, 40)
    const found = asked.value ? (query.data.value?.items ?? []) : []
    return [
      ...found.map((hit): Hit => ({ key: `${hit.kind}:${hit.id}`, group: hit.kind, icon: hit.icon, title: pick(hit, 'title'), detail: detailOf(hit), run: () => void router.push(addressOf(hit)) })),
      ...matching(done, words.value, (one) => one.title, MOST),
    ]
  })
  const busy = computed(() => words.value.trim() !== asked.value || query.isFetching.value)
  const failed = computed(() => query.error.value)
  return { hits, busy, failed, again: () => query.refetch() }
}
