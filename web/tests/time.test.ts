// Times are written in the street's zone whatever the machine's zone is.
import { describe, expect, it } from 'vitest'
import { domainAt, friendlyTime, fullTime, hhmm, instantOf, partsOf, span, typedOf } from '@/shared/time'

const NOW = Date.parse('2026-11-21T07:26:00Z') // Saturday 15:26 in Shanghai

describe('formats', () => {
  it('writes times in the street zone', () => {
    expect(hhmm('2026-11-21T06:05:00Z')).toBe('14:05')
    expect(fullTime('2026-11-20T18:05:00Z')).toBe('2026-11-21 02:05')
    expect(partsOf(NOW).weekday).toBe(6)
  })

  it.each([
    ['2026-11-21T01:00:00Z', '今天 09:00', 'today 09:00'],
    ['2026-11-20T03:40:00Z', '昨 11:40', 'yesterday 11:40'],
    ['2026-11-22T00:10:00Z', '明 08:10', 'tomorrow 08:10'],
    ['2026-11-23T08:20:00Z', '周一 16:20', 'Mon 16:20'],
    ['2026-11-17T08:20:00Z', '11-17', '11-17'],
    ['2027-01-05T08:20:00Z', '2027-01-05', '2027-01-05'],
  ])('%s is said as %s', (at, zh, en) => {
    expect(friendlyTime(at, NOW, 'zh')).toBe(zh)
    expect(friendlyTime(at, NOW, 'en')).toBe(en)
  })

  it('writes spans as hours and minutes', () => {
    expect(span(6 * 3600_000 + 20 * 60_000)).toBe('6:20')
    expect(span(-17 * 60_000)).toBe('0:17')
    expect(span(245_000, true)).toBe('4:05')
    expect(span(245_000)).toBe('0:04')
  })
})

describe('fields of forms', () => {
  it('have the street\'s time whatever zone the browser is in', () => {
    expect(typedOf('2026-11-22T23:05:00Z')).toBe('2026-11-23T07:05')
    expect(instantOf(typedOf('2026-11-22T23:05:00Z'))).toBe('2026-11-22T23:05:00.000Z')
  })
})

describe('domain clock', () => {
  it('runs with the speed of the server', () => {
    expect(domainAt({ domain: 1000, real: 500, speed: 20 }, 1500)).toBe(21_000)
  })
})
