// Public alerts: shapes of the server's answers, the code lists of CAP 1.2, and what a form still lacks.
import type { Words } from '@/shared/types'

export const SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const
export const URGENCIES = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const
export const CERTAINTIES = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'] as const
export const RESPONSES = ['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'None'] as const
export const CATEGORIES = ['Geo', 'Met', 'Safety', 'Security', 'Rescue', 'Fire', 'Health', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other'] as const
export const TEXTS = ['event', 'headline', 'description', 'instruction', 'audience'] as const
export const HOURS = [2, 6, 12, 24, 72] as const
export type TextName = (typeof TEXTS)[number]

export interface AlertInfo {
  event: Words
  headline: Words
  description: Words
  instruction: Words
  audience: Words
  category: string
  response: string
  urgency: string
  severity: string
  certainty: string
  area: { name: Words; polygons: [number, number][][]; circles: { lon: number; lat: number; km: number }[]; geocodes: [string, string][] }
}

export interface PublicAlert {
  id: string
  kind: 'alert' | 'update' | 'cancel'
  sent: string
  expires: string
  in_force: boolean
  note: string
  info: AlertInfo
  actions: string[]
}

export interface WarningAlerts {
  items: PublicAlert[]
  suggestion: AlertInfo
  actions: string[]
}

/** The texts that must still be written, in either language; the audience may stay empty. */
export function lacking(info: AlertInfo): string[] {
  return TEXTS.filter((name) => name !== 'audience').flatMap((name) => (['zh', 'en'] as const).filter((lang) => !info[name][lang].trim()).map((lang) => `${name}_${lang}`))
}

/** When a message ends that holds so many hours from now (epoch ms). */
export const until = (now: number, hours: number): string => new Date(now + hours * 3_600_000).toISOString()
