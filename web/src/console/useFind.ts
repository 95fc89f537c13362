// What the palette finds: cases and shops by the server, devices among those loaded once, commands of the page.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '@/shared/api'
import type { CaseRow, Shop } from '@/shared/cases/types'
import { useSpeaker } from '@/shared/i18n'
import { useMe } from '@/shared/me'
import type { Page } from '@/shared/types'
import { sourceIcon } from './cases/useSources'
import { commands, matching } from './commands'
import type { DeviceRow } from './devices/useDevices'

export interface Hit {
  key: string
  group: 'cases' | 'shops' | 'devices' | 'actions'
  icon: string
  title: string
  detail: string
  keys?: string | null
  run: () => void
}

const MOST = 6
const WAIT_MS = 180
/** Devices are few hundreds in a street; beyond this many only the first are searched. */
const MOST_DEVICES = 1000

async function allDevices(signal: AbortSignal): Promise<DeviceRow[]> {
  const found: DeviceRow[] = []
  for (let after: string | null = ''; after !== null && found.length < MOST_DEVICES; ) {
    const page: Page<DeviceRow> = await api.get<Page<DeviceRow>>('/api/devices', { signal, query: { limit: 200, after } })
    found.push(...page.items)
    after = page.next
  }
  return found
}

export function useFind(words: Ref<string>) {
  const { pick } = useSpeaker()
  const { may } = useMe()
  const router = useRouter()
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(words, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => (asked.value = now.trim()), WAIT_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  const cases = useQuery({
    queryKey: computed(() => ['find', 'cases', asked.value]),
    queryFn: ({ signal }) => api.get<Page<CaseRow>>('/api/cases', { signal, query: { q: asked.value, order: 'newest', limit: MOST } }),
    enabled: computed(() => asked.value !== '' && may('case.list')),
    placeholderData: keepPreviousData,
  })
  const shops = useQuery({
    queryKey: computed(() => ['find', 'shops', asked.value]),
    queryFn: ({ signal }) => api.get<Page<Shop>>('/api/shops', { signal, query: { q: asked.value, limit: MOST } }),
    enabled: computed(() => asked.value !== '' && may('shop.list')),
    placeholderData: keepPreviousData,
  })
  const devices = useQuery({
    queryKey: ['find', 'devices'],
    queryFn: ({ signal }) => allDevices(signal),
    enabled: computed(() => may('device.list')),
    staleTime: 300_000,
  })
  const go = (path: string) => () => void router.push(path)
  const hits = computed<Hit[]>(() => {
    const done = commands.value.map((one): Hit => ({ key: `action:${one.id}`, group: 'actions', icon: one.icon, title: one.title, detail: '', keys: one.keys ?? null, run: one.run }))
    if (!asked.value) return matching(done, words.value, (one) => one.title, 40)
    return [
      ...(cases.data.value?.items ?? []).map((row): Hit => ({ key: `case:${row.id}`, group: 'cases', icon: row.matter?.icon ?? sourceIcon(row.source), title: pick(row, 'title'), detail: `${row.number} · ${pick(row, 'state')}`, run: go(`/cases/${row.id}`) })),
      ...(shops.data.value?.items ?? []).map((row): Hit => ({ key: `shop:${row.code}`, group: 'shops', icon: 'storefront', title: pick(row, 'name'), detail: `${row.code} · ${row.address}`, run: go(`/cases?view=all&shop=${encodeURIComponent(row.code)}`) })),
      ...matching(devices.data.value ?? [], asked.value, (row) => `${row.code} ${row.name_zh} ${row.name_en}`, MOST).map((row): Hit => ({ key: `device:${row.code}`, group: 'devices', icon: row.icon, title: pick(row, 'name'), detail: row.code, run: go(`/devices/${encodeURIComponent(row.code)}`) })),
      ...matching(done, asked.value, (one) => one.title, MOST),
    ]
  })
  const busy = computed(() => words.value.trim() !== asked.value || cases.isFetching.value || shops.isFetching.value)
  const failed = computed(() => cases.error.value ?? shops.error.value)
  return { hits, busy, failed, asked }
}
