// Geometry of a device's course: a line that breaks where nothing came, the band between lowest and highest, the limits.
import type { Level } from './types'

export interface CoursePoint {
  at: string
  low: number
  mean: number
  high: number
}
export interface CourseFrame {
  width: number
  height: number
}
export interface CourseShape {
  lines: string[]
  bands: string[]
  dots: { x: number; y: number }[]
  gaps: { x: number; width: number }[]
  limits: { level: Level; value: number; y: number; labelY: number }[]
  ticks: { value: string; y: number }[]
}

const round = (n: number): number => Math.round(n * 10) / 10

/** Points more than `gap` seconds apart have a gap between them; so have the ends. Null without points. */
export function courseOf(points: readonly CoursePoint[], limits: readonly { level: Level; value: number }[], span: { start: string; end: string; gap: number }, frame: CourseFrame): CourseShape | null {
  if (!points.length) return null
  const from = Date.parse(span.start)
  const to = Date.parse(span.end)
  const values = [...points.flatMap((point) => [point.low, point.high]), ...limits.map((limit) => limit.value)]
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = (high - low || Math.abs(high) || 1) * 0.06
  const x = (at: number): number => round(((at - from) / (to - from || 1)) * frame.width)
  const y = (value: number): number => round((1 - (value - low + room) / (high - low + 2 * room)) * frame.height)
  const runs: CoursePoint[][] = []
  const gaps: CourseShape['gaps'] = []
  let last = from
  for (const point of points) {
    const at = Date.parse(point.at)
    const apart = at - last > span.gap * 1000
    if (apart) gaps.push({ x: x(last), width: round(x(at) - x(last)) })
    const run = runs.at(-1)
    if (run && !(apart || run.length === 0)) run.push(point)
    else runs.push([point])
    last = at
  }
  if (to - last > span.gap * 1000) gaps.push({ x: x(last), width: round(x(to) - x(last)) })
  const path = (run: CoursePoint[], of: (point: CoursePoint) => number): string => run.map((point, n) => `${n ? 'L' : 'M'}${x(Date.parse(point.at))} ${y(of(point))}`).join('')
  return {
    lines: runs.filter((run) => run.length > 1).map((run) => path(run, (point) => point.mean)),
    dots: runs.filter((run) => run.length === 1).flatMap((run) => run.map((point) => ({ x: x(Date.parse(point.at)), y: y(point.mean) }))),
    bands: runs.filter((run) => run.length > 1).map((run) => `${path(run, (point) => point.high)}${path([...run].reverse(), (point) => point.low).replace('M', 'L')}Z`),
    gaps,
    limits: apart(limits.map((limit) => ({ ...limit, y: y(limit.value), labelY: y(limit.value) + 4 }))),
    ticks: [high, low].map((value) => ({ value: String(Number(value.toFixed(2))), y: y(value) })),
  }
}

function apart<T extends { labelY: number }>(limits: T[]): T[] {
  const sorted = [...limits].sort((a, b) => a.labelY - b.labelY)
  sorted.forEach((limit, n) => {
    const above = sorted[n - 1]
    if (above && limit.labelY - above.labelY < 16) limit.labelY = Math.ceil(above.labelY + 16)
  })
  return sorted
}
