// Switching a version on, the list of versions, the rows behind a number: what they say and what they send.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import PlanDialog from '@/console/scenarios/try/PlanDialog.vue'
import RowsDialog from '@/console/scenarios/try/RowsDialog.vue'
import VersionList from '@/console/scenarios/try/VersionList.vue'
import type { Row, Version } from '@/console/scenarios/try/types'
import en from '@/locales/en/console.json'
import zh from '@/locales/zh/console.json'
import { createWeigeI18n } from '@/shared/i18n'

const NOW = Date.parse('2026-11-20T09:00:00Z')
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
let shown: VueWrapper | null = null
function show(component: Component, props: Record<string, unknown>): VueWrapper {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  shown = mount(component, { props, attachTo: document.body, global: { plugins: [createWeigeI18n('console', { zh, en }), router, [VueQueryPlugin, { queryClient: client }]] } })
  return shown
}
const body = (): HTMLElement => document.body.querySelector('dialog') ?? document.body
beforeEach(() => {
  localStorage.setItem('wg-lang', 'zh')
  HTMLDialogElement.prototype.showModal ??= function open(this: HTMLDialogElement) { this.open = true }
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ status: 'ok', time: new Date(NOW).toISOString(), speed: 1, version: 't' }), { headers: { 'Content-Type': 'application/json' } })))
})
afterEach(() => {
  shown?.unmount()
  vi.unstubAllGlobals()
})

const plan = { now: NOW, number: 2, back: null, differences: [{ key: 'warn.for', before: '5m', after: '10m' }], failing: [], summary: '', busy: false, problem: null }
const version = (number: number, state: Version['state'], more: Partial<Version> = {}): Version => ({ number, state, author: { zh: '值班长', en: 'Duty' }, reason: '少误报', made_at: '2026-11-20T08:00:00Z', switch_at: '2026-11-21T00:00:00Z', switched_at: null, ended_at: null, end_reason: '', trial: null, differences: [], rule_zh: '', rule_en: '', ...more })

describe('switching on', () => {
  it('asks a reason and proposes tomorrow at eight', async () => {
    const dialog = show(PlanDialog, plan)
    const button = body().querySelector<HTMLButtonElement>('button[type=submit]')
    expect(button?.disabled).toBe(true)
    expect(body().textContent).toContain('warn.for')
    const why = body().querySelector<HTMLTextAreaElement>('textarea')
    if (why) why.value = '送货车误报多'
    why?.dispatchEvent(new Event('input'))
    await dialog.vm.$nextTick()
    body().querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    expect(dialog.emitted('go')).toEqual([['送货车误报多', '2026-11-21T00:00:00.000Z']])
  })
  it('goes back at once', async () => {
    const dialog = show(PlanDialog, { ...plan, back: 1, differences: [] })
    const why = body().querySelector<HTMLTextAreaElement>('textarea')
    if (why) why.value = '先退回'
    why?.dispatchEvent(new Event('input'))
    await dialog.vm.$nextTick()
    body().querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    expect(dialog.emitted('go')).toEqual([['先退回', null]])
  })
})

describe('versions', () => {
  it('are cancelled with a reason only, and while one waits there is no way back', async () => {
    const list = show(VersionList, { id: 'goods', draft: null, items: [version(2, 'scheduled'), version(1, 'past')], mayManage: true, busy: false })
    expect(list.text()).toContain('等待启用')
    expect(list.text()).not.toContain('退回第 1 版')
    await list.find('button.open').trigger('click')
    await list.find('form').trigger('submit')
    expect(list.emitted('cancel')).toBeUndefined()
    await list.find('button.open').trigger('click')
    await list.find('input').setValue('再想想')
    await list.find('form').trigger('submit')
    expect(list.emitted('cancel')).toEqual([[2, '再想想']])
  })
  it('that are kept and not on can be tried, written on, switched on or dropped', async () => {
    const list = show(VersionList, { id: 'goods', draft: 2, items: [version(2, 'draft'), version(1, 'in_force')], mayManage: true, busy: false })
    expect(list.find('a').attributes('href')).toBe('/scenarios/goods/text?version=2')
    await list.find('.acts button').trigger('click')
    await list.findAll('.acts button')[1]?.trigger('click')
    expect(list.emitted('tryIt')).toEqual([[2]])
    expect(list.emitted('switchOn')?.[0]).toMatchObject([{ number: 2 }])
  })
  it('offer nothing to who may only look', () => {
    const list = show(VersionList, { id: 'goods', draft: null, items: [version(2, 'in_force'), version(1, 'past')], mayManage: false, busy: false })
    expect(list.find('button').exists()).toBe(false)
  })
})

describe('rows behind a number', () => {
  const row: Row = { subject: 'shop:S-1', at: '2026-11-20T07:27:00Z', until: null, minutes: 7, level: 'yellow', value: 0.9, verdict: 'unknown', warning: 'w1', case: null, device: 'CAM-1', zh: '花语', en: 'Hua Yu' }
  it('say where, how long and that nobody judged, and lead to the warning', () => {
    show(RowsDialog, { opened: { title: '预警', rows: [row] } })
    expect(body().textContent).toContain('花语')
    expect(body().textContent).toContain('未裁定')
    expect(body().querySelector('a')?.getAttribute('href')).toBe('/warnings/w1')
  })
  it('say so when there are none', () => {
    show(RowsDialog, { opened: { title: '预警', rows: [] } })
    expect(body().textContent).toContain('没有预警')
  })
})
