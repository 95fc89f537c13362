// Dates as people type them, and the field that shows them year-month-day whatever the browser speaks.
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import DateField from '@/shared/components/DateField.vue'
import { monthsOn, readDate, shownDate, weekdayOf, weeksOf } from '@/shared/dates'
import { createWeigeI18n } from '@/shared/i18n'

beforeEach(() => {
  localStorage.setItem('wg-lang', 'zh')
  vi.stubGlobal('fetch', async () => new Response('{}', { status: 404 }))
})
afterEach(() => {
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

describe('what people type', () => {
  it.each(['2026-11-21', '2026/11/21', '2026.11.21', '2026年11月21日', '20261121', ' 2026-11-21 '])('%s is a day', (typed) => expect(readDate(typed, 'day')).toBe('2026-11-21'))
  it.each(['2026-11-21 14:05', '2026-11-21T14:05', '20261121 1405', '2026年11月21日 14时05分', '2026-11-21 14：05'])('%s is a moment', (typed) => expect(readDate(typed, 'moment')).toBe('2026-11-21T14:05'))
  it.each([['14:05'], ['1405'], ['14：05']])('%s is a time', (typed) => expect(readDate(typed, 'time')).toBe('14:05'))
  it.each(['2026-02-29', '2026-13-01', '11/21/2026', '2026-11', 'tomorrow', '2026-11-21 14:05', ''])('%s is no day', (typed) => expect(readDate(typed, 'day')).toBeNull())
  it.each(['25:00', '14:60', '5', '14-5-1'])('%s is no time', (typed) => expect(readDate(typed, 'time')).toBeNull())
  it('is shown as it is kept, without seconds and zone', () => expect([shownDate('2026-11-21T14:05:00+08:00', 'moment'), shownDate(null, 'day')]).toEqual(['2026-11-21 14:05', '']))
})

describe('the calendar', () => {
  it('knows how long a month is', () => expect([monthsOn('2026-01-31', 1), monthsOn('2024-02-29', 12), monthsOn('2026-01-15', -1)]).toEqual(['2026-02-28', '2025-02-28', '2025-12-15']))
  it('begins on Monday and holds the whole month', () => {
    const weeks = weeksOf('2026-11-21')
    expect([weeks[0]?.[0], weeks.at(-1)?.[6], weekdayOf('2026-11-21')]).toEqual(['2026-10-26', '2026-12-06', 5])
  })
})

describe('the field', () => {
  const words = { zh: {}, en: {} }
  function field(props: Record<string, unknown>) {
    const page = mount(DateField, { props: { ...props, 'onUpdate:modelValue': (value: string | null | undefined) => void page.setProps({ modelValue: value }) }, attachTo: document.body, global: { plugins: [createWeigeI18n('console', words)] } })
    return page
  }
  it('shows year-month-day and tells only whole days', async () => {
    const page = field({ modelValue: '2026-11-21' })
    const input = page.get('input')
    expect(input.element.value).toBe('2026-11-21')
    input.element.value = '2026-12-1'
    await input.trigger('input')
    expect(page.emitted('update:modelValue')).toBeUndefined()
    await input.trigger('change')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['2026-12-01'])
    expect(input.element.value).toBe('2026-12-01')
  })
  it('keeps back what is no day or too late, and says so', async () => {
    const page = field({ modelValue: '', max: '2026-11-23' })
    for (const typed of ['21/11/2026', '2026-11-24']) {
      await page.get('input').setValue(typed)
      await page.get('input').trigger('change')
      expect(page.get('input').attributes('aria-invalid')).toBe('true')
      expect(page.get('input').element.validationMessage).not.toBe('')
    }
    expect(page.emitted('update:modelValue')).toBeUndefined()
  })
  it('is chosen by keys alone: ↓ opens, arrows move, Enter chooses, the field has the focus again', async () => {
    const page = field({ modelValue: '2026-11-30' })
    await page.get('input').trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    await page.get('table').trigger('keydown', { key: 'ArrowRight' })
    await nextTick()
    const day = page.get('td [tabindex="0"]')
    expect(day.attributes('aria-label')).toContain('12月1日')
    await day.trigger('click')
    expect(page.emitted('update:modelValue')?.at(-1)).toEqual(['2026-12-01'])
    expect(page.find('table').exists()).toBe(false)
    expect(document.activeElement).toBe(page.get('input').element)
  })
  it('goes back to the field on Esc and takes nothing beyond its bounds', async () => {
    const page = field({ modelValue: '2026-11-20', min: '2026-11-20' })
    await page.get('input').trigger('keydown', { key: 'ArrowDown' })
    const before = page.findAll('td button').find((one) => one.text() === '19')
    expect(before?.attributes('aria-disabled')).toBe('true')
    await before?.trigger('click')
    await page.get('.date-panel').trigger('keydown', { key: 'Escape' })
    expect(page.find('table').exists()).toBe(false)
    expect(page.emitted('update:modelValue')).toBeUndefined()
  })
})
