// Shapes of the server's answers that the phone uses.
import type { Bilingual } from '@/shared/types'
export type { Page } from '@/shared/types'
export type { Action, CaseDetail, CaseRow, Evidence, Matter } from '@/shared/cases/types'

/** What somebody who reports may know of an open case of others close by. */
export interface KnownRow extends Bilingual<'stage'> {
  id: string
  matter: { code: string; icon: string } & Bilingual<'name'>
  distance_m: number
  found_at: string
  probability: number
  likely: boolean
}

/** How the talk at a shop's door ended: put right, promised within a time, refused. */
export type Outcome = 'done' | 'term' | 'refused'
