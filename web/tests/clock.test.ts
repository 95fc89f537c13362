// The clock chip says what the server's clock says, and ticks only while that clock runs.
import { describe, expect, it } from 'vitest'
import { chipText, leftMs } from '@/shared/clock'
import { dayBars } from '@/shared/explain'
import { piePath } from '@/shared/shapes'
import type { CaseClock } from '@/shared/types'

const NOW = Date.parse('2026-11-21T07:26:00Z')
const clock = (more: Partial<CaseClock>): CaseClock => ({ state: 'ample', share: 0.2, due_at: null, paused: false, ...more })

describe('chipText', () => {
  it('counts down to the due time', () => {
    expect(chipText(clock({ due_at: '2026-11-21T07:43:00Z' }), NOW, 'zh')).toEqual({ key: 'left', value: '0:17' })
  })
  it('says how much it is over', () => {
    expect(chipText(clock({ state: 'over', due_at: '2026-11-21T05:12:00Z' }), NOW, 'zh')).toEqual({ key: 'over', value: '2:14' })
  })
  it('turns to over by itself when the time runs out', () => {
    expect(chipText(clock({ state: 'near', due_at: '2026-11-21T07:25:00Z' }), NOW, 'zh').key).toBe('over')
  })
  it('writes long limits in days', () => {
    expect(chipText(clock({ due_at: '2026-11-24T08:26:00Z' }), NOW, 'zh').value).toBe('3 天 1:00')
    expect(chipText(clock({ due_at: '2026-11-24T08:26:00Z' }), NOW, 'en').value).toBe('3 d 1:00')
  })
  it('shows a pause with its end', () => {
    expect(chipText(clock({ state: 'paused', paused: true, paused_until: '2026-12-05T02:00:00Z' }), NOW, 'zh')).toEqual({ key: 'paused', value: '12-05' })
    expect(chipText(clock({ state: 'paused', paused: true }), NOW, 'zh').key).toBe('pausedOpen')
  })
  it('says plainly that there is no limit', () => expect(chipText(clock({}), NOW, 'zh').key).toBe('none'))
})

describe('leftMs', () => {
  const working = clock({ due_at: '2026-11-23T02:00:00Z', unit: 'WORK_HOUR', remaining_seconds: 7200, as_of: '2026-11-21T07:16:00Z' })
  it('ticks the working time while it runs', () => expect(leftMs({ ...working, running: true }, NOW)).toBe(6_600_000))
  it('rests when the working clock rests', () => expect(leftMs({ ...working, running: false }, NOW)).toBe(7_200_000))
})

describe('drawing', () => {
  it('leaves the pie empty at zero and never closes the circle', () => {
    expect(piePath(0)).toBe('')
    expect(piePath(0.25)).toBe('M8 8V3A5 5 0 0 1 13.00 8.00Z')
    expect(piePath(3)).toBe(piePath(0.999))
  })
  it('puts intervals at their place in the day', () => {
    const [day] = dayBars([{
      date: '2026-11-23', reason: 'lunch',
      intervals: [
        { start: '2026-11-22T16:00:00Z', end: '2026-11-23T00:00:00Z', kind: 'skipped' },
        { start: '2026-11-23T00:00:00Z', end: '2026-11-23T16:00:00Z', kind: 'counted' },
      ],
    }])
    expect(day?.bars).toEqual([{ from: 0, to: 1 / 3, kind: 'skipped' }, { from: 1 / 3, to: 1, kind: 'counted' }])
  })
})
