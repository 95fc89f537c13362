// Workstations: a planned force is taken out after what it does was shown, and stays to be used again.
import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin, useQuery } from '@tanstack/vue-query'
import { defineComponent, h } from 'vue'
import { expect, it, vi } from 'vitest'
import Stations from '@/console/duty/Stations.vue'
import type { Station } from '@/console/duty/types'
import zhConsole from '@/locales/zh/console.json'
import zh from '@/locales/zh/duty.json'
import zhOffice from '@/locales/zh/office.json'
import { api } from '@/shared/api'
import { createWeigeI18n } from '@/shared/i18n'

const name = (zh: string) => ({ zh, en: zh })
const unit = { code: 'squad', name_zh: '中队', name_en: 'Squad' }
const force = { id: 7, department: unit, weekdays: [1, 5], start: '22:00', minutes: 540, seats: 1, state: 'off', posts: [] }
const values = { station: 'ST', weekdays: ['1', '5'], start: '22:00', active: true }
const fields = [{ name: 'station', kind: 'text' }, { name: 'weekdays', kind: 'many', choices: [{ value: '1', ...name('周一') }, { value: '5', ...name('周五') }, { value: '6', ...name('周六') }] }, { name: 'start', kind: 'time' }, { name: 'active', kind: 'flag' }].map((one) => ({ choices: [], required: false, fixed: false, low: null, high: null, default: null, ...one, label: name(one.name) }))

it('a force is taken out after a look, its days are ticked, and it can be used again', async () => {
  const sent: [string, string, unknown][] = []
  let out = false
  const answer = (url: string): unknown => {
    if (url.includes('/healthz')) return { status: 'ok', time: '2026-11-24T02:00:00Z', speed: 1, version: 't' }
    if (url.includes('/versions')) return { items: out ? [{ table: 'station_forces', key: '7', no: 1, at: '2026-11-24T01:00:00Z', by: '周', note: '', restores: null, before: values, after: { ...values, active: false } }] : [], next: null }
    if (url.includes('/preview')) return { differences: [{ field: 'weekdays', before: ['1', '5'], after: ['1', '5', '6'] }], effects: [{ code: 'x', tone: 'info', text_zh: '不再提示缺岗', text_en: '', items: [] }] }
    const row = { key: '7', name: name('一站 · 中队 22:00–07:00'), values: { ...values, active: !out }, note: name(''), off: out, version: out ? 1 : 0 }
    if (url.includes('/rows/')) return row
    if (url.includes('/tables/')) return { code: url.includes('forces') ? 'station_forces' : 'stations', name: name('x'), hint: name(''), may_edit: true, may_add: true, fields, items: url.includes('forces') ? [row] : [] }
    return [{ id: 1, code: 'ST', name_zh: '一站', name_en: 'One', area: { ...unit, id: 1 }, address: '', lon: null, lat: null, forces: out ? [] : [force] }]
  }
  vi.stubGlobal('fetch', vi.fn((url: string, init?: RequestInit) => {
    const method = init?.method ?? 'GET'
    if (method !== 'GET') sent.push([method, String(url).split('/station_forces')[1] ?? '', JSON.parse(String(init?.body ?? 'null'))])
    if (method === 'PUT') out = true
    return Promise.resolve(new Response(JSON.stringify(answer(String(url))), { headers: { 'Content-Type': 'application/json' } }))
  }))
  const Page = defineComponent(() => {
    const query = useQuery({ queryKey: ['stations'], queryFn: () => api.get<Station[]>('/api/stations') })
    return () => h(Stations, { query, edits: true })
  })
  const page = mount(Page, { attachTo: document.body, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('console', { zh: zhConsole, en: zhConsole } as never, { duty: { zh, en: zh }, office: { zh: zhOffice, en: zhOffice } } as never)] } })
  await flushPromises()
  await page.findAll('.force button')[1]?.trigger('click')
  await flushPromises()
  expect(page.find('.effects').text()).toContain('不再提示缺岗')
  expect(page.find('.effects').text()).toContain('周一、周五 → 周一、周五、周六')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(page.find('.off-use').text()).toContain('一站 · 中队 22:00–07:00')
  await vi.waitFor(() => expect(page.find('.past .again button').exists()).toBe(true))
  await page.find('.past .again button').trigger('click')
  await flushPromises()
  expect(sent).toEqual([
    ['POST', '/preview', { key: '7', values: { active: false } }],
    ['PUT', '/rows/7', { values: { active: false }, note: '', version: 0 }],
    ['POST', '/rows/7/restore', { no: 0, version: 1, note: '' }],
  ])
  expect(page.findAll<HTMLInputElement>('.many input').map((one) => one.element.checked)).toEqual([true, true, false])
  page.unmount()
})
