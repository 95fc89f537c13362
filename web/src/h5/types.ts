// Shapes of the server's answers that the phone uses.
export type { Page } from '@/shared/types'
export type { Action, CaseDetail, CaseRow, Evidence, Matter, SimilarRow } from '@/shared/cases/types'
