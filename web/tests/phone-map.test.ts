// The phone's map: my own ground is drawn, without tasks it is what is shown, and the view does not leave the street.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import TaskMap from '@/h5/TaskMap.vue'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'

vi.mock('vue-router', () => ({ useRouter: () => ({ push: vi.fn() }) }))
const box = (west: number, south: number, size: number) => ({ type: 'Polygon', coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]] })
const area = (id: number, geometry: unknown) => ({ type: 'Feature', geometry, properties: { id, code: `L${id}`, level: 'segment', layer: 'management', name_zh: '', name_en: '' } })
const MAP = { bounds: [121.47, 31.22, 121.5, 31.24], center: [121.48, 31.23], bearing: 20, areas: { type: 'FeatureCollection', features: [area(7, box(121.48, 31.23, 0.004)), area(8, box(121.49, 31.22, 0.004))] }, water: null, green: null, roads: null, attribution: '' }
vi.spyOn(api, 'get').mockImplementation((path) => {
  if (path === '/api/auth/me') return Promise.resolve({ user: { id: 1 }, posts: [{ id: 3, area: { id: 7, code: 'L7' } }], verbs: ['area.list'] })
  return Promise.resolve(path === '/api/cockpit/map' ? MAP : { status: 'ok', time: new Date().toISOString(), speed: 1 })
})

it.each([[true, 'a large one'], [false, 'a small one']])('%s: %s', async (tall) => {
  const Stub = { name: 'StreetMap', props: ['base', 'within', 'extras'], template: '<i class="drawn" />' }
  const shown = mount(TaskMap, { props: { rows: [], tall }, global: { stubs: { StreetMap: Stub }, plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('h5', { zh, en })] } })
  await flushPromises()
  expect(shown.find('.drawn').exists(), 'without tasks only a large map has something to say').toBe(tall)
  if (!tall) return
  const props = shown.findComponent(Stub).props() as { base: typeof MAP; within: number[]; extras: { mine: { features: { properties: { id: number } }[] } } }
  expect(props.extras.mine.features.map((one) => one.properties.id)).toEqual([7])
  const [west = 0, south = 0, east = 0, north = 0] = props.base.bounds
  expect(west > 121.47 && west < 121.48 && east > 121.484 && east < 121.49 && south < 31.23 && north > 31.234, 'my segment with some room').toBe(true)
  expect(props.within.map((one, side) => Math.abs(one - (MAP.bounds[side] ?? 0)) < 0.005)).toEqual([true, true, true, true])
})
