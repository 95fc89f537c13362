// Shapes of the server's answers that only the phone uses.
import type { Bilingual, CaseClock, LogItem } from '@/shared/types'

export type { Page } from '@/shared/types'

export interface CaseRow extends Bilingual<'title'> {
  id: string
  number: string
  state: string
  state_zh: string
  state_en: string
  stage: string
  matter: ({ code: string } & Bilingual<'name'>) | null
  place: string
  lon: number
  lat: number
  clock: CaseClock | null
  source: string
  evidence_count: number
  found_at: string
  version: number
}

export interface ActionField {
  name: string
  kind: 'text' | 'condition' | 'post' | 'target' | 'moment' | 'case' | 'choice' | 'tick'
  required: boolean
  label_zh: string
  label_en: string
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
  closing_condition: string
  condition: string
  description: string
  evidence: Evidence[]
  actions: Action[]
  timeline: (LogItem & { actor_zh?: string; actor_en?: string })[]
}

export interface Notice extends Bilingual<'text'> {
  id: string
  subject: string
  sent_at: string
  read_at: string | null
}
