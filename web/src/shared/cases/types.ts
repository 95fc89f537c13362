// Shapes of a case as the desk and the phone see it (weige.cases.schemas).
import type { Bilingual, CaseClock, LogItem } from '../types'

export interface CaseRow extends Bilingual<'title'>, Bilingual<'state'> {
  id: string
  number: string
  state: string
  stage: string
  matter: ({ code: string } & Bilingual<'name'>) | null
  place: string
  lon: number
  lat: number
  clock: CaseClock | null
  sources: string[]
  evidence_count: number
  found_at: string
  version: number
  department: Seat | null
  handler_post: Seat | null
  returns: number
}

/** A post or a department. */
export interface Seat extends Bilingual<'name'> {
  id: string
  code: string
}

/** One of the seven stages on the case page. */
export interface Step extends Bilingual<'label'> {
  stage: string
  progress: 'done' | 'now' | 'ahead'
  at: string | null
}

export interface ActionField extends Bilingual<'label'> {
  name: string
  kind: 'text' | 'condition' | 'post' | 'target' | 'moment' | 'case' | 'choice' | 'tick'
  required: boolean
  choices: ({ value: string } & Bilingual<'label'>)[]
}

export interface Action extends Bilingual<'label'> {
  move: string
  allowed: boolean
  missing: ({ code: string } & Bilingual<'text'>)[]
  fields: ActionField[]
}

export interface Evidence extends Bilingual<'kind'> {
  id: string
  kind: string
  media_type: string
  source: string
  taken_at: string | null
  added_at: string
  sha256: string
}

export interface CaseDetail extends CaseRow {
  condition: string
  closing_condition: string
  description: string
  evidence: Evidence[]
  actions: Action[]
  timeline: LogItem[]
  steps: Step[]
  due_warnings: ({ code: string } & Bilingual<'text'>)[]
}
