// The clock chip says what the server's clock says, and ticks only while that clock runs.
import { describe, expect, it } from 'vitest'
import { chipText, leftMs } from '@/shared/clock'
import { amountText, dayBars } from '@/shared/explain'
import { piePath } from '@/shared/shapes'
import type { Amount, CaseClock, ExplainInterval, Reason } from '@/shared/types'

const NOW = Date.parse('2026-11-21T07:26:00Z')
const clock = (more: Partial<CaseClock>): CaseClock => ({ state: 'ample', share: 0.2, due_at: null, paused: false, ...more })

describe('chipText', () => {
  it('counts down to the due time', () => {
    expect(chipText(clock({ due_at: '2026-11-21T07:43:00Z' }), NOW, 'zh')).toEqual({ key: 'left', value: '0:17', unit: null })
  })
  it('says how much it is over', () => {
    expect(chipText(clock({ state: 'over', due_at: '2026-11-21T05:12:00Z' }), NOW, 'zh')).toEqual({ key: 'over', value: '2:14', unit: null })
  })
  it('turns to over by itself when the time runs out', () => {
    expect(chipText(clock({ state: 'near', due_at: '2026-11-21T07:25:00Z' }), NOW, 'zh').key).toBe('over')
  })
  it('writes long limits in days', () => {
    expect(chipText(clock({ due_at: '2026-11-24T08:26:00Z' }), NOW, 'zh').value).toBe('3 天 1:00')
    expect(chipText(clock({ due_at: '2026-11-24T08:26:00Z' }), NOW, 'en').value).toBe('3 d 1:00')
  })
  it('shows a pause with its end', () => {
    expect(chipText(clock({ state: 'paused', paused: true, paused_until: '2026-12-05T02:00:00Z' }), NOW, 'zh')).toEqual({ key: 'paused', value: '12-05', unit: null })
    expect(chipText(clock({ state: 'paused', paused: true }), NOW, 'zh').key).toBe('pausedOpen')
  })
  it('says plainly that there is no limit', () => expect(chipText(clock({}), NOW, 'zh').key).toBe('none'))
})

describe('leftMs', () => {
  const working = clock({ due_at: '2026-11-23T02:00:00Z', unit: 'work_hour', remaining_seconds: 7200, as_of: '2026-11-21T07:16:00Z' })
  it('ticks the working time while it runs', () => expect(leftMs({ ...working, running: true }, NOW)).toBe(6_600_000))
  it('counts working days by eight hours and says the unit once', () => {
    const days = clock({ unit: 'work_day', remaining_seconds: 14 * 3600 + 1200, as_of: '2026-11-21T07:26:00Z', running: false })
    expect(chipText(days, NOW, 'zh')).toEqual({ key: 'left', value: '1 工作日 6:20', unit: null })
    expect(chipText({ ...days, remaining_seconds: 6 * 3600 }, NOW, 'zh')).toEqual({ key: 'left', value: '6:00', unit: 'work_hour' })
  })
  it('stops at the end of the work period and starts at its beginning', () => {
    expect(leftMs({ ...working, running: true, changes_at: '2026-11-21T07:20:00Z' }, NOW)).toBe(7_200_000 - 4 * 60_000)
    expect(leftMs({ ...working, running: false, changes_at: '2026-11-21T07:20:00Z' }, NOW)).toBe(7_200_000 - 6 * 60_000)
    expect(leftMs({ ...working, running: true, stopped: true }, NOW)).toBe(7_200_000)
  })
  it('rests when the working clock rests', () => expect(leftMs({ ...working, running: false }, NOW)).toBe(7_200_000))
})

describe('drawing', () => {
  it('leaves the pie empty at zero and never closes the circle', () => {
    expect(piePath(0)).toBe('')
    expect(piePath(0.25)).toBe('M8 8V3A5 5 0 0 1 13.00 8.00Z')
    expect(piePath(3)).toBe(piePath(0.999))
  })
  it('puts intervals at their place in the day and says each reason once', () => {
    const why = (code: string, zh: string): Reason => ({ code, words: { zh, en: code }, note: '' })
    const part = (from: number, to: number, status: ExplainInterval['status'], reason: Reason | null = null): ExplainInterval => ({
      start: '', end: '', start_minute: from, end_minute: to, seconds: (to - from) * 60, status, reason,
    })
    const [day] = dayBars([{
      date: '2026-11-23', until: '2026-11-23', days: 1, weekday: 1, kind: 'workday', words: { zh: '工作日', en: 'workday' },
      data_missing: false, counted_seconds: 0, pending_seconds: 0,
      intervals: [part(0, 480, 'skipped', why('outside_hours', '非工作时段')), part(480, 720, 'counted'), part(720, 1440, 'skipped', why('outside_hours', '非工作时段'))],
    }], 'zh')
    expect(day?.bars).toEqual([{ from: 0, to: 1 / 3, status: 'skipped' }, { from: 1 / 3, to: 0.5, status: 'counted' }, { from: 0.5, to: 1, status: 'skipped' }])
    expect(day?.reasons).toEqual(['非工作时段'])
    expect(day?.until).toBeNull()
  })
  it('writes amounts as the server cut them', () => {
    const amount = (days: number, hours: number, minutes: number): Amount => ({ seconds: 0, days, hours, minutes, unit: 'work_hour', words: { zh: '工作时', en: '' } })
    expect(amountText(amount(0, 6, 5), 'zh')).toBe('6:05')
    expect(amountText(amount(2, 0, 0), 'zh')).toBe('2 天')
    expect(amountText(amount(2, 1, 30), 'en')).toBe('2 d 1:30')
  })
})
