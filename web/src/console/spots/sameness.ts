// One problem, one case: what is like a case, and every source of it (weige.cases.schemas.sameness).
import type { Evidence } from '@/shared/cases/types'
import type { Bilingual } from '@/shared/types'

export interface MergeTold extends Bilingual<'why'> {
  case_id: string
  number: string
  at: string
  automatic: boolean
  probability: number | null
}

export interface SourceGroup {
  case_id: string
  number: string
  version: number
  source: string
  reported_at: string
  warning_id: string | null
  reports: { source: string; text: string; at: string; place: string }[]
  evidence: Evidence[]
  merge: MergeTold | null
  may_split: boolean
}

export interface Sources {
  items: SourceGroup[]
  merged: MergeTold | null
}
