// A shift cancelled, changed or added on the roster is taken back with one press.
import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, it, vi } from 'vitest'
import Roster from '@/console/duty/Roster.vue'
import zhConsole from '@/locales/zh/console.json'
import zh from '@/locales/zh/duty.json'
import { createWeigeI18n } from '@/shared/i18n'

const shift = { id: 7, post: { id: 1, code: 'check-day', name_zh: '督查', name_en: 'Check', role: 'x', holders: [] }, area: { code: 'L01', name_zh: '一', name_en: 'one' }, station: null, start: '2026-11-24T00:00:00Z', end: '2026-11-24T12:00:00Z', note: '', on_duty: false }
it('a cancelled shift comes back as it was', async () => {
  const sent: [string, string, unknown][] = []
  vi.stubGlobal('fetch', vi.fn((url: string, init?: RequestInit) => {
    const method = init?.method ?? 'GET'
    if (method !== 'GET') sent.push([method, String(url).split('?')[0] ?? '', JSON.parse(String(init?.body ?? 'null'))])
    if (String(url).includes('/healthz')) return Promise.resolve(new Response(JSON.stringify({ status: 'ok', time: '2026-11-24T02:00:00Z', speed: 1, version: 't' })))
    if (String(url).includes('/cancel')) return Promise.resolve(new Response(null, { status: 204 }))
    return Promise.resolve(new Response(JSON.stringify(method === 'GET' ? { items: String(url).includes('/api/roster') ? [shift] : [], next: null } : shift), { headers: { 'Content-Type': 'application/json' } }))
  }))
  const page = mount(Roster, { props: { edits: true, stations: [] }, attachTo: document.body, global: { stubs: { DeskDialog: { template: '<div class="dialog"><slot /></div>' } }, plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('console', { zh: zhConsole, en: zhConsole } as never, { duty: { zh, en: zh } } as never)] } })
  await flushPromises()
  expect(page.find('.bar-top input').element).toHaveProperty('value', '2026-11-24')
  await page.find('td.when button').trigger('click')
  await page.find('.dialog form button[type=button].sec').trigger('click')
  await flushPromises()
  expect(page.text()).toContain('已取消这一班')
  await page.find('p.did button').trigger('click')
  await flushPromises()
  expect(sent.map(([method, url]) => `${method} ${url}`)).toEqual(['POST /api/roster/7/cancel', 'POST /api/roster'])
  expect(sent[1]?.[2]).toEqual({ post: 'check-day', area: 'L01', station: '', start: shift.start, end: shift.end, note: '' })
  expect(page.find('p.did').exists()).toBe(false)
  page.unmount()
})
