// What a clock chip says: formats and ticks the server's clock; every judgement (state, share, due time) is the server's.
import type { CaseClock, Lang, TimeUnit } from './types'
import { friendlyTime, span } from './time'

export interface ChipText {
  /** Key of the sentence in shared.clock: left | over | late | paused | pausedOpen | none. */
  key: 'left' | 'over' | 'late' | 'paused' | 'pausedOpen' | 'none'
  value: string
  /** Unit to print after the value, null where the value names it. */
  unit: TimeUnit | null
}

const HOUR = 3_600_000
/** Length of a day of the limit in hours of its own time; 工作日 is eight working hours (kernel.worktime, our default). */
const DAY_HOURS: Partial<Record<TimeUnit, number>> = { work_day: 8, calendar_day: 24 }
/** The hour a unit is made of: what is printed below a whole day. */
const HOUR_OF: Record<TimeUnit, TimeUnit> = { urgent_hour: 'urgent_hour', work_hour: 'work_hour', work_day: 'work_hour', calendar_day: 'urgent_hour' }

/** Counted milliseconds between the answer of the server and `now`: the clock may start or stop once on the way. */
function counted(clock: CaseClock, now: number): number {
  if (!clock.as_of || clock.stopped) return 0
  const from = Date.parse(clock.as_of)
  const change = clock.changes_at ? Date.parse(clock.changes_at) : null
  if (clock.running ?? true) return Math.max(0, Math.min(now, change ?? now) - from)
  return change === null ? 0 : Math.max(0, now - Math.max(change, from))
}

/** Milliseconds left of the clock's own time (negative when over) at domain time `now`, null without a due time. */
export function leftMs(clock: CaseClock, now: number): number | null {
  if (clock.remaining_seconds !== null && clock.remaining_seconds !== undefined) return clock.remaining_seconds * 1000 - counted(clock, now)
  return clock.due_at ? Date.parse(clock.due_at) - now : null
}

/** Whether it is a desk's own clock and not the handling clock, which alone makes a case overdue. */
export const ofDesk = (clock: CaseClock): boolean => clock.code !== undefined && clock.code !== 'handling'

/** What a clock is called whose limit has passed: over or late; null while there is time. */
export function passed(clock: CaseClock, left: number | null): 'over' | 'late' | null {
  if (clock.state === 'over' || clock.state === 'late') return clock.state
  return left !== null && left < 0 ? (ofDesk(clock) ? 'late' : 'over') : null
}

export function chipText(clock: CaseClock, now: number, lang: Lang, options: { seconds?: boolean } = {}): ChipText {
  if (clock.state === 'paused' || clock.paused) {
    const until = clock.paused_until
    return until ? { key: 'paused', value: friendlyTime(until, now, lang), unit: null } : { key: 'pausedOpen', value: '', unit: null }
  }
  const left = leftMs(clock, now)
  if (left === null) return { key: 'none', value: '', unit: null }
  const key = passed(clock, left) ?? 'left'
  return { key, ...duration(Math.abs(left), clock.unit ?? null, lang, options.seconds ?? false) }
}

/** 0:17 with the hour's unit; from a whole day of the limit on 2 工作日 6:20, where the day says the unit already. */
function duration(ms: number, unit: TimeUnit | null, lang: Lang, seconds: boolean): Pick<ChipText, 'value' | 'unit'> {
  const day = (unit ? DAY_HOURS[unit] : 24) ?? Infinity
  const days = Math.floor(ms / (day * HOUR))
  if (days < 1) return { value: span(ms, seconds), unit: unit && HOUR_OF[unit] }
  const word = { zh: unit === 'work_day' ? '工作日' : '天', en: unit === 'work_day' ? 'wd' : 'd' }[lang]
  const rest = ms - days * day * HOUR
  return { value: rest < 60_000 ? `${days} ${word}` : `${days} ${word} ${span(rest)}`, unit: null }
}
