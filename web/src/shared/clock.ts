// What a clock chip says: formats and ticks the server's clock; every judgement (state, share, due time) is the server's.
import type { CaseClock, Lang } from './types'
import { friendlyTime, span } from './time'

export interface ChipText {
  /** Key of the sentence in shared.clock: left | over | paused | pausedOpen | none. */
  key: 'left' | 'over' | 'paused' | 'pausedOpen' | 'none'
  value: string
}

const DAY = 86_400_000
const WORK_DAY_UNITS = new Set(['work_day', 'calendar_day'])

/** Milliseconds left (negative when over) at domain time `now`, null without a due time. */
export function leftMs(clock: CaseClock, now: number): number | null {
  if (clock.remaining_seconds !== null && clock.remaining_seconds !== undefined) {
    const since = clock.as_of && (clock.running ?? true) ? now - Date.parse(clock.as_of) : 0
    return clock.remaining_seconds * 1000 - Math.max(0, since)
  }
  return clock.due_at ? Date.parse(clock.due_at) - now : null
}

export function chipText(clock: CaseClock, now: number, lang: Lang, options: { seconds?: boolean } = {}): ChipText {
  if (clock.state === 'paused' || clock.paused) {
    return clock.paused_until ? { key: 'paused', value: friendlyTime(clock.paused_until, now, lang) } : { key: 'pausedOpen', value: '' }
  }
  const left = leftMs(clock, now)
  if (left === null) return { key: 'none', value: '' }
  const key = clock.state === 'over' || left < 0 ? 'over' : 'left'
  return { key, value: duration(left, clock, lang, options.seconds ?? false) }
}

/** 0:17 for hours, 2 天 6:20 from a day on (only for clocks counted in days or on the wall clock). */
function duration(ms: number, clock: CaseClock, lang: Lang, seconds: boolean): string {
  const size = Math.abs(ms)
  const inDays = clock.unit ? WORK_DAY_UNITS.has(clock.unit) : true
  if (size < DAY || !inDays) return span(size, seconds)
  const days = Math.floor(size / DAY)
  const word = lang === 'zh' ? `${days} 天` : `${days} d`
  return `${word} ${span(size - days * DAY)}`
}
