// Turns the server's list of counted and skipped intervals into bars, one row per day. Only positions are computed here.
import { partsOf } from './time'
import type { ExplainDay, ExplainInterval } from './types'

export interface DayBars {
  date: string
  reason: string
  bars: { from: number; to: number; kind: ExplainInterval['kind'] }[]
  kinds: ExplainInterval['kind'][]
}

/** Share of the day (0…1) at which an instant lies; the end of a day is 1, not 0. */
function shareOfDay(at: string, date: string, end: boolean): number {
  const p = partsOf(at)
  const own = `${p.year}-${String(p.month).padStart(2, '0')}-${String(p.day).padStart(2, '0')}`
  if (own !== date) return end ? 1 : 0
  return (p.hour * 3600 + p.minute * 60 + p.second) / 86_400
}

export function dayBars(days: ExplainDay[]): DayBars[] {
  return days.map((day) => ({
    date: day.date,
    reason: day.reason ?? '',
    bars: day.intervals.map((part) => ({
      from: shareOfDay(part.start, day.date, false),
      to: shareOfDay(part.end, day.date, true),
      kind: part.kind,
    })),
    kinds: [...new Set(day.intervals.map((part) => part.kind))],
  }))
}
