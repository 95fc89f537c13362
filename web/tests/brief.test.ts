// A figure of the day's brief opens exactly what it counts, or nothing.
import { expect, it } from 'vitest'
import { figureList } from '@/shared/brief/types'

const today = { day: '2026-11-24', whole: false }
it('the flow of a day opens the cases of that day, by matter too', () => {
  expect(figureList('reported', { day: '2026-11-20', whole: true })).toEqual({ view: 'all', reported_since: '2026-11-19T16:00:00.000Z', reported_until: '2026-11-20T16:00:00.000Z' })
  expect(figureList('filed', today, '0203')).toMatchObject({ view: 'all', matter: '0203', filed_since: '2026-11-23T16:00:00.000Z' })
  expect(figureList('closed', today)?.['view']).toBe('closed')
})
it('what waits is known of now only; what no list holds opens nothing', () => {
  expect(figureList('late', today)).toEqual({ view: 'overdue' })
  expect(figureList('late', { day: '2026-11-20', whole: true })).toBeNull()
  expect(['returned', 'device_silent'].map((key) => figureList(key, today))).toEqual([null, null])
})
