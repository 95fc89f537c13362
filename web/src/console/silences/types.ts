// Silences, inhibitions and the ladder as the desk sees them (weige.sensing.api.silences, alerting).
import type { Bilingual, Level, Words } from '@/shared/types'

export interface Silence extends Bilingual<'place'> {
  id: number
  kind: 'silence' | 'maintenance'
  state: 'active' | 'coming' | 'over'
  place: string
  scenario: string
  up_to: Level
  reason: string
  start: string
  end: string
  weekdays: number[]
  hours: string[]
  author: string
  ended_at: string | null
  /** Until when it holds just now; null between the stretches of a window that recurs. */
  holding: string | null
  held: number
}

/** Which warnings: of these scenarios, judged this way, of these levels; empty means any. */
export interface InhibitionSide {
  scenarios?: string[]
  judges?: string[]
  levels?: Level[]
  offline?: boolean
}

export interface Inhibition {
  code: string
  name: Words
  shipped: boolean
  in_force: boolean
  spec: { where: 'building' | 'subject' | 'cell' | 'hub'; source: InhibitionSide; target: InhibitionSide }
  reason: string
  author: string
  created_at: string | null
  ended_at: string | null
}

export interface Escalation {
  source: 'shipped' | 'office'
  fault: string
  carrier: 'recorder' | 'gateway'
  ladders: { level: Level; rungs: { after_s: number; roles: string[]; by: string[] }[] }[]
}

export interface SilenceAsk {
  kind: 'silence' | 'maintenance'
  place: string
  scenario: string
  up_to: Level
  reason: string
  start: string | null
  end: string
  weekdays: number[]
  hours: string[]
}
