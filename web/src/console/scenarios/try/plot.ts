// Geometry and words of the try-on-the-past page: bars, steps, curves, values with their units, periods in local days.
import { fullTime } from '@/shared/time'
import type { CostPoint, Counted, Knob, Side, Verdict } from './types'

export const VERDICTS: readonly Verdict[] = ['true', 'false', 'unknown']
const DAY = 86_400_000

export const total = (counted: Counted): number => counted.true + counted.false + counted.unknown
/** A number an axis can end with: 1, 2, 5 times a power of ten, never below `least`. */
export function topOf(most: number, least = 4): number {
  const want = Math.max(most, least)
  const size = 10 ** Math.floor(Math.log10(want))
  return [1, 2, 5, 10].map((n) => n * size).find((n) => n >= want) ?? want
}

export interface Bar {
  verdict: Verdict
  x: number
  y: number
  width: number
  height: number
}
/** Stacked bars in a box, true ones at the bottom. */
export function bars(columns: readonly Counted[], top: number, width: number, height: number, gap = 0.34): Bar[] {
  const step = width / Math.max(columns.length, 1)
  return columns.flatMap((counted, n) => {
    let under = 0
    return VERDICTS.map((verdict) => {
      const tall = (counted[verdict] / top) * height
      under += tall
      return { verdict, x: n * step + (step * gap) / 2, y: height - under, width: step * (1 - gap), height: tall }
    }).filter((bar) => bar.height > 0)
  })
}
/** The other version as a stepped line over the same columns. */
export function steps(values: readonly number[], top: number, width: number, height: number): string {
  const step = width / Math.max(values.length, 1)
  return values.map((value, n) => `${n ? 'L' : 'M'}${round(n * step)} ${round(height - (value / top) * height)}H${round((n + 1) * step)}`).join('')
}
/** Share of true ones over a threshold's values; a value nobody judged breaks the line. */
export function shareLine(points: readonly CostPoint[], x: (value: number) => number, y: (share: number) => number): string {
  let pen = 'M'
  return points.map((point) => {
    if (point.precision === null) {
      pen = 'M'
      return ''
    }
    const piece = `${pen}${round(x(point.value))} ${round(y(point.precision))}`
    pen = 'L'
    return piece
  }).join('')
}
export const round = (n: number): number => Math.round(n * 10) / 10

/** A value as people say it: 0.72, 60 %, 8 min, 90 s. */
export function said(value: number, unit: Knob['unit'], words: { s: string; min: string; h: string }): string {
  if (unit === 'share') return `${round(value * 100)} %`
  if (unit === '') return String(Math.round(value * 1000) / 1000)
  if (value >= 7200 && value % 3600 === 0) return `${value / 3600} ${words.h}`
  return value >= 60 && value % 30 === 0 ? `${value / 60} ${words.min}` : `${value} ${words.s}`
}
/** What a change sends: seconds as the pack writes durations, numbers as they are. */
export function sent(value: number, unit: Knob['unit']): string | number {
  if (unit !== 's') return value
  const whole = Math.round(value)
  return whole && whole % 3600 === 0 ? `${whole / 3600}h` : whole && whole % 60 === 0 ? `${whole / 60}m` : `${whole}s`
}
/** The number behind "10m", 600 or "600s"; null for what is none. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  const hit = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(String(value))
  return hit ? Number(hit[1]) * { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[hit[2] as '' | 's' | 'm' | 'h' | 'd'] : null
}
/** [start, end) of the last so many local days, today included, up to this minute. */
export function lastDays(days: number, now: number): { start: string; end: string } {
  const midnight = Date.parse(`${fullTime(now).slice(0, 10)}T00:00:00+08:00`)
  return { start: new Date(midnight - (days - 1) * DAY).toISOString(), end: new Date(Math.floor(now / 60_000) * 60_000).toISOString() }
}
/** Tomorrow 08:00 in the street, for a datetime-local field. */
export function tomorrowEight(now: number): string {
  return `${fullTime(now + DAY).slice(0, 10)}T08:00`
}
/** The best value of a curve: the most true share without missing more than now; null when nothing is better. */
export function advice(points: readonly CostPoint[], now: number): CostPoint | null {
  const here = points.find((point) => point.value === now)
  if (!here || here.precision === null) return null
  const better = points.filter((point) => point.missed <= here.missed && (point.precision ?? 0) > (here.precision ?? 0) + 0.005)
  return better.sort((a, b) => (b.precision ?? 0) - (a.precision ?? 0) || Math.abs(a.value - now) - Math.abs(b.value - now))[0] ?? null
}
export const perDay = (side: Side): number => (side.days.length ? round(side.warnings / side.days.length) : 0)
