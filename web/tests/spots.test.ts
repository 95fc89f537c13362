// A black spot's page: words of a look belong to that look and stay until it is written down; a measure of today never begins later than now.
import { mount } from '@vue/test-utils'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { describe, expect, it, vi } from 'vitest'
import { beganAt } from '@/console/spots/deeds'
import DeedForm from '@/console/spots/DeedForm.vue'
import MeasureList from '@/console/spots/MeasureList.vue'
import PlanList from '@/console/spots/PlanList.vue'
import type { Check, Measure, Plan } from '@/console/spots/types'
import en from '@/locales/en/spots.json'
import zh from '@/locales/zh/spots.json'
import { createWeigeI18n } from '@/shared/i18n'
import { dayOf } from '@/shared/time'

const check = (id: number): Check => ({ id, due_on: dayOf(Date.now()), late: false, arrived_at: null, arrived_m: null, pictures: [], done_at: null, found: '', found_zh: '', found_en: '', done_by_zh: '', done_by_en: '', note: '' })
const plan = (id: number): Plan => ({ id, text: `${id}`, every_days: 3, ended_at: null, done: 0, came_back: 0, checks: [check(id * 10)], post_zh: '', post_en: '' })

describe('two looks due at once', () => {
  it('each have their own words, which stay where sending fails', async () => {
    const page = mount(PlanList, { props: { spotId: 1, plans: [plan(1), plan(2)], mayCheck: true, mayManage: false, busy: false }, global: { plugins: [createWeigeI18n('spots', { zh, en })] } })
    const [first, second] = page.findAll('input')
    await first?.setValue('桩在位')
    expect(second?.element.value).toBe('')
    await page.findAll('button')[0]?.trigger('click')
    expect(page.emitted('check')).toEqual([[10, 'clear', '桩在位']])
    expect(first?.element.value).toBe('桩在位')
  })
})

describe('a look before its day', () => {
  it('is asked for before it can be answered', async () => {
    const ahead = { ...plan(1), checks: [{ ...check(10), due_on: dayOf(Date.now() + 3 * 86_400_000) }] }
    const page = mount(PlanList, { props: { spotId: 1, plans: [ahead], mayCheck: true, mayManage: false, busy: false }, global: { plugins: [createWeigeI18n('spots', { zh, en })] } })
    expect([page.findAll('button').length, page.find('input').exists()]).toEqual([1, false])
    await page.get('button').trigger('click')
    await page.findAll('button')[1]?.trigger('click')
    expect(page.emitted('check')).toEqual([[10, 'back', '']])
  })
})

const measure = (verdict: Measure['effect']['verdict']): Measure => ({ id: 1, kind: 'campaign', kind_zh: '', kind_en: '', text: '', at: '2026-11-23T00:00:00Z', until: null, cost: null, by: '', ref: '', effect: { since: '2026-10-12T00:00:00Z', until: '2026-11-23T08:00:00Z', before: 3, before_days: 42, before_week: 0.5, after: 0, after_days: 0.3, after_week: 0, ratio: 0, low: 0, high: 327.81, verdict, verdict_zh: '', verdict_en: '' } })

describe('what a measure changed', () => {
  it('is said as a ratio only when there is enough to say so', () => {
    const said = (verdict: Measure['effect']['verdict']): string => mount(MeasureList, { props: { measures: [measure(verdict)] }, global: { plugins: [createWeigeI18n('spots', { zh, en })], stubs: { RouterLink: true } } }).text()
    expect(said('unclear')).toContain('327.81')
    for (const verdict of ['too_early', 'too_few'] as const) expect(said(verdict)).not.toContain('327.81')
  })
  it('opens on either side to the cases it counted', async () => {
    const list = mount(MeasureList, { props: { measures: [measure('unclear')] }, global: { plugins: [createWeigeI18n('spots', { zh, en })], stubs: { RouterLink: true } } })
    for (const side of list.findAll('.effect button')) await side.trigger('click')
    expect(list.emitted('open')?.map(([, ...bounds]) => bounds)).toEqual([['2026-10-12T00:00:00Z', '2026-11-23T00:00:00Z'], ['2026-11-23T00:00:00Z', '2026-11-23T08:00:00Z']])
  })
})

describe('a form', () => {
  it('says what it lacks until nothing does', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no server'))
    const form = mount(DeedForm, { props: { deed: 'measure', busy: false }, global: { plugins: [[VueQueryPlugin, { queryClient: new QueryClient() }], createWeigeI18n('spots', { zh, en })] } })
    const row = () => form.get('.row')
    expect([row().find('.t3').exists(), row().get('button').attributes('disabled')]).toEqual([true, ''])
    await form.get('textarea').setValue('贴单劝离')
    expect([row().find('.t3').exists(), row().get('button').attributes('disabled')]).toEqual([false, undefined])
  })
})

describe('a measure begins', () => {
  it('at eight of its day, and of today not later than now', () => {
    const night = Date.parse('2026-11-23T06:10:00+08:00')
    expect(beganAt('2026-11-22', night)).toBe('2026-11-22T00:00:00.000Z')
    expect(beganAt('2026-11-23', night)).toBe(new Date(night).toISOString())
    expect(beganAt('2026-11-23', Date.parse('2026-11-23T15:00:00+08:00'))).toBe('2026-11-23T00:00:00.000Z')
  })
})
