// Addresses of the desk that the cockpit's numbers open.
import { withQuery } from '@/shared/api'
import { pageOf } from '@/shared/tags'
import { partsOf } from '@/shared/time'
import type { Filter } from './types'

export const casesHref = (filter: Filter): string => withQuery('/desk/cases', filter)
export const warningHref = (id: string): string => `/desk/warnings/${id}`
export const deviceHref = (code: string): string => `/desk/device/${encodeURIComponent(code)}`
export const buildingHref = (code: string): string => `/desk/buildings/${encodeURIComponent(code)}`
export const spotHref = (id: string): string => `/desk/spots/${id}`
/** Who sits in a workstation stands on the duty page, the forces one may call on their own. */
export const forceHref = (kind: string): string => (kind === 'stationed' ? '/desk/duty?tab=stations' : '/desk/joint/forces')
export const caseHref = (id: string): string => `/desk/cases/${id}`

export const placeHref = (kind: string, key: string): string => `/desk${pageOf(kind, key)}`
/** A person stands on the roster, masked for whom it must be. */
export const personHref = (post: string): string => `/desk/duty?post=${encodeURIComponent(post)}`

/** Midnight in the street as RFC 3339: where "today" begins. China has no daylight saving time. */
export function midnight(now: number): string {
  const p = partsOf(now)
  return `${p.year}-${String(p.month).padStart(2, '0')}-${String(p.day).padStart(2, '0')}T00:00:00+08:00`
}
