// Headers of a source: what keeping them does is shown first, and an earlier state is used again with one press.
import { flushPromises, mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { expect, it, vi } from 'vitest'
import MappingForm from '@/console/hotline/MappingForm.vue'
import zhConsole from '@/locales/zh/console.json'
import zh from '@/locales/zh/hotline.json'
import zhOffice from '@/locales/zh/office.json'
import { createWeigeI18n } from '@/shared/i18n'

const name = (zh: string) => ({ zh, en: zh })
const values = { source: '市热线', number: '流水号', kind_complaint: ['举报'] }
const edit = (no: number) => ({ table: 'hotline_headers', key: '市热线', no, at: '2026-11-24T01:00:00Z', by: '周', note: '', restores: null, before: no > 1 ? values : null, after: { ...values, number: `列${no}` } })
const fields = ['source', 'number', 'kind_complaint'].map((one) => ({ name: one, kind: 'text', choices: [], required: false, fixed: false, low: null, high: null, default: null, label: name(one) }))

it('keeping shows what it does before it is done', async () => {
  const sent: [string, string, unknown][] = []
  const answer = (url: string): unknown => {
    if (url.includes('/versions')) return { items: [edit(2), edit(1)], next: null }
    if (url.includes('/preview')) return { differences: [{ field: 'number', before: '流水号', after: '编号' }], effects: [{ code: 'x', tone: 'info', text_zh: '只影响以后的导入', text_en: '', items: [] }] }
    return { code: 'hotline_headers', name: name('x'), hint: name(''), may_edit: true, may_add: true, fields, items: [{ key: '市热线', name: name('市热线'), values, note: name(''), off: false, version: 2 }] }
  }
  vi.stubGlobal('fetch', vi.fn((url: string, init?: RequestInit) => {
    const method = init?.method ?? 'GET'
    if (method !== 'GET') sent.push([method, decodeURIComponent(String(url).split('/hotline_headers')[1] ?? ''), JSON.parse(String(init?.body ?? 'null'))])
    return Promise.resolve(new Response(JSON.stringify(answer(String(url))), { headers: { 'Content-Type': 'application/json' } }))
  }))
  const page = mount(MappingForm, { props: { file: { headers: ['流水号', '编号'], samples: [['1', '2']], source: '市热线', guess: {} }, columns: [{ name: 'number', name_zh: '工单编号', name_en: 'Order number', required: true }], kept: { source: '市热线', fields: { number: '流水号' }, kinds: { 举报: 'complaint' }, version: 2, changed_at: '' } }, attachTo: document.body, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('console', { zh: zhConsole, en: zhConsole } as never, { hotline: { zh, en: zh }, office: { zh: zhOffice, en: zhOffice } } as never)] } })
  await flushPromises()
  await page.find('tbody select').setValue('编号')
  await page.find('form').trigger('submit')
  await flushPromises()
  expect(page.find('.effects').text()).toContain('只影响以后的导入')
  expect(sent.length).toBe(1)
  await page.find('form').trigger('submit')
  await flushPromises()
  await page.find('.versions .again button').trigger('click')
  await flushPromises()
  const kinds = { kind_consultation: [], kind_suggestion: [], kind_request: [], kind_complaint: ['举报'], kind_supervised: [], kind_complex: [] }
  expect(sent).toEqual([
    ['POST', '/preview', { key: '市热线', values: { number: '编号', ...kinds } }],
    ['PUT', '/rows/市热线', { values: { number: '编号', ...kinds }, version: 2 }],
    ['POST', '/rows/市热线/restore', { no: 1, version: 2 }],
  ])
  expect(page.emitted('done')).toEqual([['市热线'], ['市热线']])
  page.unmount()
})
