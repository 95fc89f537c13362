// Geometry of the readings chart: scales, line, limits, the span that fired. Gaps in the readings stay gaps.
import type { Level } from './types'

interface Frame {
  width: number
  height: number
  left: number
  top: number
}

export interface Chart {
  line: string
  last: { x: number; y: number }
  limits: { level: Level; value: number; y: number; labelY: number }[]
  fired: { x: number; width: number } | null
  ticks: { at: number; x: number; anchor: 'start' | 'middle' | 'end' }[]
}

/** What is drawn: readings (null where there was none), the limits, and the span that fired. */
export interface Drawn {
  readings: { at: string; value: number | null }[]
  limits: { level: Level; value: number }[]
  fired: { from: string; to: string } | null
}

type Point = { at: number; value: number | null }

export function chartOf(explain: Drawn, frame: Frame): Chart | null {
  const points: Point[] = explain.readings.map((r) => ({ at: Date.parse(r.at), value: r.value })).sort((a, b) => a.at - b.at)
  const known = points.filter((p): p is { at: number; value: number } => p.value !== null)
  const first = points[0]
  const end = known.at(-1)
  if (!first || !end || known.length < 2) return null
  const from = first.at
  const to = points.at(-1)?.at ?? end.at
  const values = [...known.map((p) => p.value), ...explain.limits.map((l) => l.value)]
  const low = Math.min(...values)
  const room = (Math.max(...values) - low || 1) * 0.06
  const [bottom, top] = [low - room, Math.max(...values) + room]
  const x = (at: number): number => round(frame.left + ((at - from) / (to - from || 1)) * frame.width)
  const y = (value: number): number => round(frame.top + (1 - (value - bottom) / (top - bottom)) * frame.height)
  const middle = (from + to) / 2
  return {
    line: lineOf(points, x, y),
    last: { x: x(end.at), y: y(end.value) },
    limits: spread(explain.limits.map((l) => ({ ...l, y: y(l.value), labelY: y(l.value) + 5 }))),
    fired: explain.fired ? spanOf(Date.parse(explain.fired.from), Date.parse(explain.fired.to), from, to, x) : null,
    ticks: [
      { at: from, x: 0, anchor: 'start' },
      { at: middle, x: x(middle), anchor: 'middle' },
      { at: to, x: x(to), anchor: 'end' },
    ],
  }
}

const round = (n: number): number => Math.round(n * 10) / 10

function lineOf(points: Point[], x: (at: number) => number, y: (value: number) => number): string {
  let pen = 'M'
  return points.map((p) => {
    if (p.value === null) {
      pen = 'M'
      return ''
    }
    const step = `${pen}${x(p.at)} ${y(p.value)}`
    pen = 'L'
    return step
  }).join('')
}

function spanOf(a: number, b: number, from: number, to: number, x: (at: number) => number): { x: number; width: number } {
  const [start, stop] = [Math.max(a, from), Math.min(Math.max(a, b), to)]
  return { x: x(start), width: Math.max(2, x(stop) - x(start)) }
}

/** Labels of limits that lie close together are moved apart, not printed over each other. */
function spread<T extends { labelY: number }>(limits: T[]): T[] {
  const apart = 16
  const sorted = [...limits].sort((a, b) => a.labelY - b.labelY)
  sorted.forEach((limit, i) => {
    const above = sorted[i - 1]
    if (above && limit.labelY - above.labelY < apart) limit.labelY = above.labelY + apart
  })
  return sorted
}
