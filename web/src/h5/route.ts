// The order in which one walks: what is nearly due first, then always the nearest next. No DOM here.
import { leftMs } from '@/shared/clock'
import type { CaseClock } from '@/shared/types'
import { metresBetween } from './place'

interface Stop {
  lon: number
  lat: number
  clock: CaseClock | null
}
export type Order = 'walk' | 'due'

/** With less time left than this the way matters no more (our default). */
export const URGENT_MS = 60 * 60_000

const left = (stop: Stop, now: number): number => (stop.clock && !stop.clock.stopped ? (leftMs(stop.clock, now) ?? Infinity) : Infinity)

/** The stops in walking order from `here` (else from the most urgent one), urgent ones first by their time. */
export function walked<T extends Stop>(stops: readonly T[], here: { lon: number; lat: number } | null, now: number): T[] {
  const urgent = stops.filter((stop) => left(stop, now) < URGENT_MS).sort((a, b) => left(a, now) - left(b, now))
  const rest = new Set(stops.filter((stop) => !urgent.includes(stop)))
  const found = [...urgent]
  let at: { lon: number; lat: number } | null = found.at(-1) ?? here
  while (rest.size) {
    const from: { lon: number; lat: number } | null = at
    const next: T = from ? [...rest].reduce((a, b) => (metresBetween(from, b) < metresBetween(from, a) ? b : a)) : ([...rest][0] as T)
    found.push(next)
    rest.delete(next)
    at = next
  }
  return found
}

/** By the time left, those without a clock last; equal ones keep their order. */
export const byDue = <T extends Stop>(stops: readonly T[], now: number): T[] => [...stops].sort((a, b) => (left(a, now) === left(b, now) ? 0 : left(a, now) - left(b, now)))

/** Metres of the whole way, as the crow flies from stop to stop. */
export function lengthOf(stops: readonly Stop[], here: { lon: number; lat: number } | null): number {
  const points = here ? [here, ...stops] : [...stops]
  return points.slice(1).reduce((sum, point, index) => sum + metresBetween(points[index] ?? point, point), 0)
}
