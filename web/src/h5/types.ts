// Shapes of the server's answers that only the phone uses.
import type { Bilingual } from '@/shared/types'

export type { Page } from '@/shared/types'
export type { Action, CaseDetail, CaseRow, Evidence } from '@/shared/cases/types'

export interface Notice extends Bilingual<'text'> {
  id: string
  subject: string
  sent_at: string
  read_at: string | null
}
