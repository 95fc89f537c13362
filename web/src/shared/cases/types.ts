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
  unit: Bilingual<'name'> | null
  returns: number
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

export interface Evidence {
  id: string
  kind: string
  media_type: string
  source: string
  taken_at: string
  sha256: string
}

export interface CaseDetail extends CaseRow {
  condition: string
  closing_condition: string
  description: string
  evidence: Evidence[]
  actions: Action[]
  timeline: LogItem[]
}
