// The way of a day: its stops are numbered on the map as in the list, joined by a line; what a row need not say twice.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount, shallowMount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import { ref } from 'vue'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import TaskMap from '@/h5/TaskMap.vue'
import TaskRow from '@/h5/TaskRow.vue'
import type { CaseRow } from '@/h5/types'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'
import type { MapExtras } from '@/shared/map/extras'
import StreetMap from '@/shared/map/StreetMap.vue'
import type { Marks } from '@/shared/types'

const healthy = { status: 'ok', time: new Date().toISOString(), speed: 1, user: {}, posts: [], verbs: [] }
const base = { areas: { type: 'FeatureCollection', features: [] }, water: { type: 'FeatureCollection', features: [] }, green: { type: 'FeatureCollection', features: [] }, roads: { type: 'FeatureCollection', features: [] }, bounds: [121.47, 31.22, 121.5, 31.25], center: [121.485, 31.235], bearing: 40 }
const stop = (id: string, lon: number, more: Partial<CaseRow> = {}) => ({ id, number: id, lon, lat: 31.23, title_zh: `虎丘路${id}号 占道经营`, title_en: '', place: `虎丘路${id}号`, state: 'handling', state_zh: '处置中', state_en: '', clock: null, matter: { code: '09006', icon: 'walk' }, found_at: '2026-11-23T01:00:00Z', ended_at: null, ...more }) as unknown as CaseRow
vi.mock('@/shared/cases/useGround', async (original) => ({ ...(await original<object>()), useGround: () => ({ base: ref(base), own: ref(undefined) }) }))
vi.mock('vue-router', async (original) => ({ ...(await original<object>()), useRouter: () => ({ push: () => undefined }) }))
const plugins = () => [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('h5', { zh, en })] as never

it('numbers the stops of a way and joins them; a single one keeps its sign', async () => {
  vi.spyOn(api, 'get').mockResolvedValue(healthy)
  const drawn = async (rows: CaseRow[], way: boolean) => {
    const map = shallowMount(TaskMap, { props: { rows, way }, global: { plugins: plugins() } })
    await flushPromises()
    const shown = map.findComponent(StreetMap)
    const line = (shown.props('extras') as MapExtras).way?.features[0]?.geometry
    return [(shown.props('marks') as Marks).cases.map((one) => one.icon), line?.type === 'LineString' ? line.coordinates : null]
  }
  const rows = [stop('5', 121.48), stop('7', 121.482)]
  expect(await drawn(rows, true)).toEqual([['#1', '#2'], [[121.48, 31.23], [121.482, 31.23]]])
  expect(await drawn(rows, false)).toEqual([['walk', 'walk'], null])
  expect(await drawn(rows.slice(0, 1), true)).toEqual([['walk'], null])
})

it('says the place once where the title begins with it', async () => {
  vi.spyOn(api, 'get').mockResolvedValue(healthy)
  const words = (row: CaseRow) => mount(TaskRow, { props: { row }, global: { plugins: plugins(), stubs: { RouterLink: { template: '<a><slot /></a>' } } } }).text()
  expect(words(stop('5', 121.48)).split('虎丘路5号').length - 1).toBe(1)
  expect(words(stop('5', 121.48, { title_zh: '枕水超市 店外经营' }))).toContain('虎丘路5号')
})
