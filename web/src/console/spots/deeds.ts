// From when a measure counts: eight in the morning of its day, and of today not later than now.
import { dayOf, instantOf } from '@/shared/time'

export function beganAt(day: string, now: number): string {
  const eight = instantOf(`${day}T08:00`)
  return day === dayOf(now) && Date.parse(eight) > now ? new Date(now).toISOString() : eight
}
