// Components as a person meets them: what they say, what they send, what a refusal looks like.
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import StreamPanel from '@/cockpit/StreamPanel.vue'
import type { WarningDetail } from '@/cockpit/types'
import WarningActions from '@/cockpit/WarningActions.vue'
import WarningCard from '@/cockpit/WarningCard.vue'
import en from '@/locales/en/cockpit.json'
import zh from '@/locales/zh/cockpit.json'
import Login from '@/login/Login.vue'
import enLogin from '@/locales/en/login.json'
import zhLogin from '@/locales/zh/login.json'
import ClockChip from '@/shared/components/ClockChip.vue'
import OpenNumber from '@/shared/components/OpenNumber.vue'
import { createWeigeI18n } from '@/shared/i18n'
import type { LogItem } from '@/shared/types'

const sent: { url: string; method: string; body: unknown }[] = []
let answers: Record<string, () => Response> = {}
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

beforeEach(() => {
  localStorage.setItem('wg-lang', 'zh')
  sent.length = 0
  answers = { '/healthz': () => json({ status: 'ok', time: new Date().toISOString(), speed: 1, version: 't' }) }
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    sent.push({ url, method: init.method ?? 'GET', body: init.body ? JSON.parse(init.body as string) : null })
    return Promise.resolve(answers[url]?.() ?? json({ code: 'not_found' }, 404))
  })
})
afterEach(() => vi.unstubAllGlobals())

function show(component: Component, props: Record<string, unknown>, area = 'cockpit', words: Record<'zh' | 'en', Record<string, unknown>> = { zh, en }): VueWrapper {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  return mount(component, { props, attachTo: document.body, global: { plugins: [createWeigeI18n(area, words), [VueQueryPlugin, { queryClient: client }]] } })
}

const warning = (more: Partial<WarningDetail> = {}): WarningDetail => ({
  id: 'w1', level: 'orange', state: 'open', title_zh: '元芳弄 7 号 倾斜 5.8‰', title_en: '', scenario: { id: 'tilt', version: 3, name_zh: '老房倾斜', name_en: '' },
  device: { code: 'QX-031', name_zh: '倾斜监测', name_en: '', kind: 'tilt' }, place: { zh: '元芳弄 7 号', en: '', lon: 0, lat: 0 },
  opened_at: new Date(Date.now() - 31 * 60_000).toISOString(), last_at: new Date().toISOString(), count: 6,
  explain: {
    rule_zh: '≥ 限值 80% 满 30 分钟', rule_en: '', version: 3, readings: [], unit: '‰', limits: [], fired: null, pictures: [],
    corroboration: [{ zh: '裂缝 CK-07 宽 +0.3 mm', en: '' }], excluded: [], told: [{ zh: '值班席', en: '', at: '', read: true }],
  },
  case_id: null, actions: ['confirm', 'dismiss'], dismiss_reasons: [{ code: 'works', zh: '有备案施工', en: '' }], ...more,
})

describe('warning card', () => {
  it('explains itself in five rows, and says none where there is none', () => {
    const card = show(WarningCard, { warning: warning(), error: null, filed: null, place: 1, waiting: 1 })
    expect(card.text()).toContain('橙色预警')
    expect(card.findAll('dt').map((dt) => dt.text())).toEqual(['规则', '读数', '佐证', '排除', '告知'])
    const rows = card.findAll('dd').map((dd) => dd.text())
    expect(rows[0]).toContain('≥ 限值 80% 满 30 分钟')
    expect(rows[3]).toBe('无')
    expect(rows[4]).toBe('值班席已读')
  })
  it('offers nothing to a person who may do nothing', () => {
    const card = show(WarningCard, { warning: warning({ actions: [], state: 'confirmed' }), error: null, filed: null, place: 0, waiting: 0 })
    expect(card.find('.acts button').exists()).toBe(false)
    expect(card.text()).toContain('已确认')
  })
})

describe('warning actions', () => {
  it('do not dismiss without a reason, then send it', async () => {
    answers['/api/warnings/w1/dismiss'] = () => json({})
    const acts = show(WarningActions, { warning: warning(), asking: 'dismiss', 'onUpdate:asking': () => acts.setProps({ asking: null }) })
    await acts.setProps({ asking: null })
    await acts.setProps({ asking: 'dismiss' })
    const button = acts.get('button[type=submit]')
    expect(button.attributes('disabled')).toBeDefined()
    expect(button.text()).toBe('按误报处理 还差原因')
    await acts.get('select').setValue('works')
    await acts.get('input').setValue('已报备')
    await acts.get('form').trigger('submit')
    await flushPromises()
    expect(sent.at(-1)).toEqual({ url: '/api/warnings/w1/dismiss', method: 'POST', body: { reason_code: 'works', note: '已报备' } })
  })
  it('say a refusal in the words of the server and keep the form', async () => {
    answers['/api/warnings/w1/confirm'] = () => json({ status: 409, code: 'warning.not_open', title: '', detail: '受理席一分钟前已确认' }, 409)
    const acts = show(WarningActions, { warning: warning(), asking: null })
    await acts.setProps({ asking: 'confirm' })
    await acts.get('form').trigger('submit')
    await flushPromises()
    expect(acts.get('[role=alert]').text()).toBe('受理席一分钟前已确认')
    expect(acts.find('form').exists()).toBe(true)
  })
})

describe('stream panel', () => {
  const item = (cursor: string, kind: string): LogItem => ({ cursor, at: '2026-11-21T07:26:00Z', kind, subject: 'case:1', text_zh: `事 ${cursor}`, text_en: '', detail_zh: '', detail_en: '', icon: 'car', tone: 'ok' })
  const rows = [{ key: '2', item: item('2', 'cases.closed'), more: 3 }, { key: '1', item: item('1', 'cases.filed'), more: 0 }]
  it('writes times in the street zone and names what a row stands for', () => {
    const panel = show(StreamPanel, { rows, state: 'live', silentMs: 1200, stage: null, waiting: 0 })
    expect(panel.text()).toContain('15:26')
    expect(panel.text()).toContain('另有 3 条')
    expect(panel.text()).toContain('1 秒前')
  })
  it('shows one stage only, and the age when the line is silent', () => {
    expect(show(StreamPanel, { rows: [], state: 'live', silentMs: 0, stage: null, waiting: 0, unknown: 'failed' }).text()).toContain('没有取到')
    const panel = show(StreamPanel, { rows, state: 'stale', silentMs: 38_000, stage: 'close', waiting: 0 })
    expect(panel.findAll('li')).toHaveLength(1)
    expect(panel.text()).toContain('已 38 秒没有新消息')
  })
})

describe('small parts', () => {
  it('a clock says unit and state in words', () => {
    const due = new Date(Date.now() + 17.5 * 60_000).toISOString()
    const chip = show(ClockChip, { clock: { state: 'near', share: 0.86, due_at: due, paused: false, unit: 'urgent_hour' } })
    expect(chip.text().replace(/\s+/g, ' ')).toBe('剩 0:17 紧急工作时')
    expect(chip.classes()).toContain('near')
  })
  it('a number is a door; unknown is a dash', () => {
    expect(show(OpenNumber, { value: 1204, href: '/desk/cases' }).element.outerHTML).toContain('1,204')
    expect(show(OpenNumber, { value: null, href: '/desk/cases' }).text()).toBe('—')
    expect(show(OpenNumber, { value: 0 }).element.tagName).toBe('BUTTON')
  })
})

describe('login', () => {
  it('says what is missing, then what the server refused', async () => {
    answers['/api/auth/login'] = () => json({ status: 429, code: 'sign_in_locked', title: '', detail: '连续输错，已锁定，请 15 分钟后再试' }, 429)
    const page = show(Login, {}, 'login', { zh: zhLogin, en: enLogin })
    await page.get('form').trigger('submit')
    expect(page.text()).toContain('先填用户名')
    await page.get('#username').setValue(' duty ')
    await page.get('#password').setValue('wrong')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(sent.at(-1)?.body).toEqual({ username: 'duty', password: 'wrong' })
    expect(page.get('[role=alert]').text()).toContain('请 15 分钟后再试')
  })
  it('asks for an own password after a first sign-in and sends both', async () => {
    answers['/api/auth/login'] = () => json({ language: 'zh', must_change_password: true })
    answers['/api/auth/password'] = () => json({ status: 422, code: 'invalid', errors: [{ field: 'new_password', code: 'password_short', message: '密码至少 10 位' }] }, 422)
    const page = show(Login, {}, 'login', { zh: zhLogin, en: enLogin })
    await page.get('#username').setValue('duty')
    await page.get('#password').setValue('given-by-other')
    await page.get('form').trigger('submit')
    await flushPromises()
    await page.get('#new-password').setValue('short')
    await page.get('#again-password').setValue('other')
    await page.get('form').trigger('submit')
    expect(page.text()).toContain('两遍不一样')
    await page.get('#again-password').setValue('short')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(sent.at(-1)?.body).toEqual({ old_password: 'given-by-other', new_password: 'short' })
    expect(page.text()).toContain('密码至少 10 位')
  })
})
