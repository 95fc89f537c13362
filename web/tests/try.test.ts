// Trying a rule on the past: bars, steps, values with their units, the period, tomorrow at eight, and what is advised.
import { describe, expect, it } from 'vitest'
import { advice, bars, lastDays, numberOf, said, sent, shareLine, steps, tomorrowEight, topOf } from '@/console/scenarios/try/plot'
import type { CostPoint } from '@/console/scenarios/try/types'

const words = { s: 's', min: 'min', h: 'h' }
const point = (value: number, precision: number | null, missed: number): CostPoint => ({ value, precision, missed, warnings: 1, judged: 1 })

describe('bars', () => {
  it('stand on each other, true ones at the bottom, and leave out what is none', () => {
    const found = bars([{ true: 2, false: 1, unknown: 0 }], 4, 100, 80)
    expect(found.map((bar) => [bar.verdict, bar.y, bar.height])).toEqual([['true', 40, 40], ['false', 20, 20]])
  })
  it('have an axis that ends with a plain number', () => expect([0, 7, 11, 23, 60, 101].map((n) => topOf(n))).toEqual([5, 10, 20, 50, 100, 200]))
  it('are crossed by the other version as steps', () => expect(steps([2, 4], 4, 100, 80)).toBe('M0 40H50L50 0H100'))
})

describe('values', () => {
  it('are said with their units', () => expect([said(0.72, '', words), said(0.6, 'share', words), said(90, 's', words), said(600, 's', words), said(45, 's', words), said(7200, 's', words)]).toEqual(['0.72', '60 %', '1.5 min', '10 min', '45 s', '2 h']))
  it('are sent as the pack writes them and read back', () => {
    expect([sent(600, 's'), sent(90, 's'), sent(7200, 's'), sent(0, 's'), sent(0.7, '')]).toEqual(['10m', '90s', '2h', '0s', 0.7])
    expect(['10m', '600s', '2h', 0.7, '0.7', 'soon'].map(numberOf)).toEqual([600, 600, 7200, 0.7, 0.7, null])
  })
})

describe('times', () => {
  const now = Date.parse('2026-11-20T17:30:20Z')
  it('of a period begin at a local midnight and end now', () => expect(lastDays(7, now)).toEqual({ start: '2026-11-14T16:00:00.000Z', end: '2026-11-20T17:30:00.000Z' }))
  it('of a switch are tomorrow at eight in the street, whatever the browser is set to', () => {
    expect(tomorrowEight(now)).toBe('2026-11-22T08:00')
  })
})

describe('the curve', () => {
  const curve = [point(300, 0.6, 0), point(480, 0.8, 0), point(600, 0.9, 2), point(900, null, 5)]
  it('breaks where nobody judged', () => expect(shareLine([point(0, 1, 0), point(1, null, 0), point(2, 0.5, 0)], (v) => v, (s) => s)).toBe('M0 1M2 0.5'))
  it('advises the value with the most true ones that misses no more', () => expect(advice(curve, 300)?.value).toBe(480))
  it('advises nothing where nothing is better', () => expect(advice(curve, 480)).toBeNull())
})
