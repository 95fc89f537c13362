// Addresses of the desk that the cockpit's numbers open.
import { withQuery } from '@/shared/api'
import type { Filter } from './types'

export const casesHref = (filter: Filter): string => withQuery('/desk/cases', filter)
export const caseHref = (id: string): string => `/desk/cases/${id}`
