// Days and times as forms keep them (2026-11-21, 2026-11-21T14:05, 14:05), read from what people type and counted on a calendar.
export type DateKind = 'day' | 'moment' | 'time'

const two = (n: number): string => String(n).padStart(2, '0')
const MS_DAY = 86_400_000
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function dayFrom(year: number, month: number, day: number): string | null {
  const found = new Date(Date.UTC(year, month - 1, day))
  return year >= 1000 && found.getUTCMonth() === month - 1 && found.getUTCDate() === day ? dayAt(found.getTime()) : null
}
const timeFrom = (hour: number, minute: number): string | null => (hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null)

/** What a form keeps of what was typed: 2026-11-21, 2026/11/21, 2026年11月21日 and 20261121 are one day, 14:05 and 1405 one time. Null when it is none. */
export function readDate(typed: string, kind: DateKind): string | null {
  if (/[^\d\s\-/.:：年月日时分T,，]/.test(typed)) return null
  const numbers = (typed.match(/\d+/g) ?? []).flatMap((part) => (part.length === 8 ? [part.slice(0, 4), part.slice(4, 6), part.slice(6)] : [part]))
  const clock = numbers.length % 3 === 1 ? [...numbers.slice(0, -1), ...(numbers.at(-1) ?? '').split(/(?=\d\d$)/)] : numbers
  const [a = NaN, b = NaN, c = NaN, d = NaN, e = NaN] = (kind === 'day' ? numbers : clock).map(Number)
  const wanted = { day: 3, moment: 5, time: 2 }[kind]
  if ((kind === 'day' ? numbers : clock).length !== wanted) return null
  if (kind === 'time') return timeFrom(a, b)
  const day = dayFrom(a, b, c)
  if (kind === 'day' || !day) return day
  const time = timeFrom(d, e)
  return time && `${day}T${time}`
}

/** 2026-11-21 14:05: what a form keeps, as it stands in the field; seconds and zone are left away. */
export const shownDate = (kept: string | null | undefined, kind: DateKind): string => (kept ?? '').replace('T', ' ').slice(0, { day: 10, moment: 16, time: 5 }[kind])

/** The day so many days later. */
export const daysOn = (day: string, days: number): string => dayAt(at(day) + days * MS_DAY)

/** The same day so many months later, or that month's last. */
export function monthsOn(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0))
  return dayAt(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())))
}

/** Monday is 0. */
export const weekdayOf = (day: string): number => (new Date(at(day)).getUTCDay() + 6) % 7

/** The weeks, Monday first, in which the month of a day lies. */
export function weeksOf(day: string): string[][] {
  const first = `${day.slice(0, 8)}01`
  const begin = daysOn(first, -weekdayOf(first))
  const weeks = Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (__, n) => daysOn(begin, week * 7 + n)))
  return weeks.filter((week) => week.some((one) => one.slice(0, 7) === day.slice(0, 7)))
}
