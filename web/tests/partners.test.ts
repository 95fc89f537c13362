// Outside units: closing one is looked at first, with the links that end; the links stand under the form.
import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, it, vi } from 'vitest'
import PartnersPage from '@/console/joint/PartnersPage.vue'
import zhConsole from '@/locales/zh/console.json'
import zh from '@/locales/zh/joint.json'
import zhLife from '@/locales/zh/life.json'
import zhOffice from '@/locales/zh/office.json'
import { createWeigeI18n } from '@/shared/i18n'

const name = (zh: string) => ({ zh, en: zh })
const fields = [{ name: 'name_zh', kind: 'text' }, { name: 'active', kind: 'flag' }].map((one) => ({ choices: [], required: false, fixed: false, low: null, high: null, default: null, ...one, label: name(one.name) }))

it('a unit is closed after its links were told, and the page shows it closed', async () => {
  const sent: [string, string, unknown][] = []
  let active = true
  const answer = (url: string): unknown => {
    const row = { key: 'gas', name: name('燃气公司'), values: { name_zh: '燃气公司', active }, note: name(''), off: !active, version: active ? 1 : 2 }
    if (url.includes('/healthz')) return { status: 'ok', time: '2026-11-24T02:00:00Z', speed: 1, version: 't' }
    if (url.includes('/versions') || url.includes('/links')) return { items: [], next: null }
    if (url.includes('/preview')) return { differences: [{ field: 'active', before: true, after: false }], effects: [{ code: 'x', tone: 'warn', text_zh: '1 条链接立即失效', text_en: '', items: [] }] }
    if (url.includes('/rows/')) return row
    if (url.includes('/tables/')) return { code: 'joint_partners', name: name('x'), hint: name(''), may_edit: true, may_add: true, fields, items: [row] }
    if (url.includes('/api/joint/partners')) return [{ form: 'partner', code: 'gas', zh: '燃气公司', en: 'Gas', name_zh: '燃气公司', name_en: 'Gas', level: 'company', duty_zh: '', duty_en: '', phone: '138****5678', active, version: 1 }]
    return { phone: '' }
  }
  vi.stubGlobal('fetch', vi.fn((url: string, init?: RequestInit) => {
    const method = init?.method ?? 'GET'
    if (method !== 'GET') sent.push([method, String(url).split('/joint_partners')[1] ?? '', JSON.parse(String(init?.body ?? 'null'))])
    if (method === 'PUT') active = false
    return Promise.resolve(new Response(JSON.stringify(answer(String(url))), { headers: { 'Content-Type': 'application/json' } }))
  }))
  const page = mount(PartnersPage, { attachTo: document.body, global: { stubs: { JointTabs: true, DeskPhone: true }, plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('console', { zh: zhConsole, en: zhConsole } as never, { joint: { zh, en: zh }, life: { zh: zhLife, en: zhLife }, office: { zh: zhOffice, en: zhOffice } } as never)] } })
  await flushPromises()
  await page.find('tbody button').trigger('click')
  await flushPromises()
  expect(page.find('.given').text()).toContain(zh.links.none)
  await page.find('.pane input[type=checkbox]').setValue(false)
  await page.find('.pane form').trigger('submit')
  await flushPromises()
  expect(page.find('.effects').text()).toContain('1 条链接立即失效')
  await page.find('.pane form').trigger('submit')
  await flushPromises()
  expect(page.find('tbody tr').text()).toContain(zh.roll.off)
  expect(sent).toEqual([
    ['POST', '/preview', { key: 'gas', values: { active: false } }],
    ['PUT', '/rows/gas', { values: { active: false }, note: '', version: 1 }],
  ])
  page.unmount()
})
