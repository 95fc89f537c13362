// Lays the server's counted, pending and skipped intervals out as bars, one row per day. Only positions are computed here.
import type { Amount, ExplainDay, ExplainInterval, Lang } from './types'

export interface DayBars {
  key: string
  date: string
  until: string | null
  label: string
  /** Why parts of the day do not count, each reason once, in order of the day. */
  reasons: string[]
  bars: { from: number; to: number; status: ExplainInterval['status'] }[]
  statuses: ExplainInterval['status'][]
  dataMissing: boolean
}

const DAY_MINUTES = 1440

/** 2 天 6:20; hours and minutes alone when there are no whole days. The unit is printed beside it. */
export function amountText(amount: Amount, lang: Lang): string {
  const clock = `${amount.hours}:${String(amount.minutes).padStart(2, '0')}`
  if (!amount.days) return clock
  const days = lang === 'zh' ? `${amount.days} 天` : `${amount.days} d`
  return amount.hours || amount.minutes ? `${days} ${clock}` : days
}

export function dayBars(days: ExplainDay[], lang: Lang): DayBars[] {
  return days.map((day) => ({
    key: day.date,
    date: day.date,
    until: day.days > 1 ? day.until : null,
    label: day.words[lang],
    reasons: [...new Set(day.intervals.flatMap((part) => (part.reason ? [part.reason.words[lang]] : [])))],
    bars: day.intervals.map((part) => ({ from: part.start_minute / DAY_MINUTES, to: part.end_minute / DAY_MINUTES, status: part.status })),
    statuses: [...new Set(day.intervals.map((part) => part.status))],
    dataMissing: day.data_missing,
  }))
}
