// The roster: a shift is cancelled after what it does was shown, taken back with one press, and an older state used again.
import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, it, vi } from 'vitest'
import Roster from '@/console/duty/Roster.vue'
import zhConsole from '@/locales/zh/console.json'
import zh from '@/locales/zh/duty.json'
import zhOffice from '@/locales/zh/office.json'
import { createWeigeI18n } from '@/shared/i18n'

const shift = { id: 7, post: { id: 1, code: 'check-day', name_zh: '督查', name_en: 'Check', role: 'x', holders: [] }, area: { code: 'L01', name_zh: '一', name_en: 'one' }, station: null, start: '2026-11-24T00:00:00Z', end: '2026-11-24T12:00:00Z', note: '', on_duty: false }
const words = { zh: '督查 11-24 08:00–20:00', en: 'Check' }
const values = { post: 'check-day', start: '2026-11-24T08:00', end: '2026-11-24T20:00', active: true }
const label = (name: string) => ({ zh: name, en: name })
const fields = [{ name: 'post', kind: 'choice', choices: [{ value: 'check-day', zh: '督查', en: 'Check' }] }, { name: 'start', kind: 'moment' }, { name: 'end', kind: 'moment' }, { name: 'active', kind: 'flag' }].map((one) => ({ choices: [], required: false, fixed: false, low: null, high: null, default: null, ...one, label: label(one.name) }))
it('a change is shown first, a cancelled shift comes back, an older state is used again', async () => {
  const sent: [string, string, unknown][] = []
  let off = false
  const edit = (no: number, active: boolean) => ({ table: 'roster', key: '7', no, at: '2026-11-24T01:00:00Z', by: '周', note: '', restores: null, before: { ...values, active: !active }, after: { ...values, active } })
  const answer = (url: string): unknown => {
    if (url.includes('/healthz')) return { status: 'ok', time: '2026-11-24T02:00:00Z', speed: 1, version: 't' }
    if (url.includes('/versions')) return { items: [], next: null }
    if (url.includes('/changes')) return { items: [edit(2, true), edit(1, false)], next: null }
    if (url.includes('/preview')) return { differences: [{ field: 'active', before: true, after: false }], effects: [{ code: 'x', tone: 'warn', text_zh: '没有人当班', text_en: '没有人当班', items: [] }] }
    if (url.includes('/rows/')) return { key: '7', name: words, values: { ...values, active: !off }, note: { zh: '', en: '' }, off, version: off ? 3 : 2 }
    if (url.includes('/tables/roster')) return { code: 'roster', name: label('roster'), hint: label(''), may_edit: true, may_add: true, fields, items: [] }
    return { items: url.includes('/api/roster') ? [shift] : [], next: null }
  }
  vi.stubGlobal('fetch', vi.fn((url: string, init?: RequestInit) => {
    const method = init?.method ?? 'GET'
    if (method !== 'GET') sent.push([method, String(url).split('?')[0] ?? '', JSON.parse(String(init?.body ?? 'null'))])
    if (method === 'PUT') off = true
    return Promise.resolve(new Response(JSON.stringify(answer(String(url))), { headers: { 'Content-Type': 'application/json' } }))
  }))
  const page = mount(Roster, { props: { edits: true }, attachTo: document.body, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('console', { zh: zhConsole, en: zhConsole } as never, { duty: { zh, en: zh }, office: { zh: zhOffice, en: zhOffice } } as never)] } })
  await flushPromises()
  expect(page.find('.bar-top input').element).toHaveProperty('value', '2026-11-24')
  await page.findAll('td.when button')[1]?.trigger('click')
  await flushPromises()
  expect(page.find('.effects').text()).toContain('没有人当班')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(page.text()).toContain('已取消这一班')
  await page.find('p.did button').trigger('click')
  await flushPromises()
  expect(page.find('p.did').exists()).toBe(false)
  expect(page.findAll('.past .again button').map((one) => one.text())).toEqual(['恢复到第 1 版', '恢复到第一次改动之前'])
  await page.find('.past .again button').trigger('click')
  await flushPromises()
  const base = '/api/office/tables/roster'
  expect(sent).toEqual([
    ['POST', `${base}/preview`, { key: '7', values: { active: false } }],
    ['PUT', `${base}/rows/7`, { values: { active: false }, note: '', version: 2 }],
    ['POST', `${base}/rows/7/restore`, { no: 2, version: 3 }],
    ['POST', `${base}/rows/7/restore`, { no: 1 }],
  ])
  page.unmount()
})
