// A figure of the day's brief opens exactly what it counts.
import { expect, it } from 'vitest'
import { figureList, filled, pageOf } from '@/shared/brief/types'

const today = { day: '2026-11-24', whole: false }
const past = { day: '2026-11-20', whole: true }
it('the flow of a day opens the cases of that day, by matter too', () => {
  expect(figureList('reported', past)).toEqual({ path: '/desk/cases', query: { view: 'all', reported_since: '2026-11-19T16:00:00.000Z', reported_until: '2026-11-20T16:00:00.000Z' } })
  expect(figureList('filed', today, '0203').query).toMatchObject({ view: 'all', matter: '0203', filed_since: '2026-11-23T16:00:00.000Z' })
  expect(figureList('closed', today).query['view']).toBe('closed')
})
it('what waits now opens the work list; of days gone by, and where no list says it, the brief has its own', () => {
  expect(figureList('late', today)).toEqual({ path: '/desk/cases', query: { view: 'overdue' } })
  expect(figureList('late', past)).toEqual({ path: '/desk/brief', query: { figure: 'late', day: '2026-11-20' } })
  for (const key of ['returned', 'overdue', 'device_silent', 'near']) expect(figureList(key, today)).toEqual({ path: '/desk/brief', query: { figure: key, day: '2026-11-24' } })
})
it('a row opens its page, and a device which the reader may not list does not', () => {
  expect([pageOf({ about: 'case', id: 'a' }), pageOf({ about: 'device', id: '7' }), pageOf({ about: 'device', id: '' })]).toEqual(['/desk/cases/a', '/desk/device/7', ''])
  expect(filled('{n} 件超期', { n: 3 })).toBe('3 件超期')
})
