// A black spot's page: words of a look belong to that look and stay until it is written down; a measure of today never begins later than now.
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { beganAt } from '@/console/spots/deeds'
import PlanList from '@/console/spots/PlanList.vue'
import type { Check, Plan } from '@/console/spots/types'
import en from '@/locales/en/spots.json'
import zh from '@/locales/zh/spots.json'
import { createWeigeI18n } from '@/shared/i18n'

const check = (id: number): Check => ({ id, due_on: '2026-11-23', late: false, arrived_at: null, arrived_m: null, pictures: [], done_at: null, found: '', found_zh: '', found_en: '', done_by_zh: '', done_by_en: '', note: '' })
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

describe('a measure begins', () => {
  it('at eight of its day, and of today not later than now', () => {
    const night = Date.parse('2026-11-23T06:10:00+08:00')
    expect(beganAt('2026-11-22', night)).toBe('2026-11-22T00:00:00.000Z')
    expect(beganAt('2026-11-23', night)).toBe(new Date(night).toISOString())
    expect(beganAt('2026-11-23', Date.parse('2026-11-23T15:00:00+08:00'))).toBe('2026-11-23T00:00:00.000Z')
  })
})
