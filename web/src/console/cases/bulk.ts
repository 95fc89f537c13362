// Moves that can be made for many cases at once: which verb they need, which key, what they ask for.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/shared/api'
import type { Bilingual } from '@/shared/types'

export interface BulkMove {
  move: string
  verb: string
  key: string | null
  /** What the dialog asks for: words of a reason, a receiver, a condition, a case, one of the office's reasons. */
  asks: readonly ('reason' | 'target' | 'condition' | 'into' | 'note' | 'patrol')[]
}

export const BULK: readonly BulkMove[] = [
  { move: 'accept', verb: 'case.accept', key: 'A', asks: [] },
  { move: 'file', verb: 'case.file', key: 'F', asks: ['condition'] },
  { move: 'dispatch', verb: 'case.dispatch', key: 'U', asks: ['target'] },
  { move: 'urge', verb: 'case.urge', key: 'G', asks: ['note'] },
  { move: 'supervise', verb: 'case.supervise', key: 'D', asks: ['reason'] },
  { move: 'merge', verb: 'case.merge', key: 'M', asks: ['into'] },
  { move: 'send_check', verb: 'case.accept', key: 'S', asks: [] },
  { move: 'approve_extension', verb: 'case.approve', key: null, asks: [] },
  { move: 'approve_suspension', verb: 'case.approve', key: null, asks: [] },
  { move: 'reject', verb: 'case.accept', key: null, asks: ['reason'] },
  { move: 'judge_patrol', verb: 'case.judge', key: null, asks: ['patrol', 'note'] },
]

/** What takes a move back when it was made for many, and who then hears of it (`why`). */
export interface BulkOffer extends Bilingual<'why'> {
  move: string
  undo: ({ move: string } & Bilingual<'label'>) | null
  choices: ({ value: string } & Bilingual<'label'>)[]
  minutes: number | null
}

/** So many the server takes at once; more go one pack after another. */
export const BULK_MOST = 100

export function useOffers() {
  const query = useQuery({ queryKey: ['bulk-offers'], queryFn: ({ signal }) => api.get<BulkOffer[]>('/api/cases/bulk', { signal }), staleTime: Infinity })
  const known = computed(() => new Map((query.data.value ?? []).map((one) => [one.move, one])))
  return { known }
}

/** What became of one case. */
export interface BulkRow extends Bilingual<'state'> {
  id: string
  number: string
  done: boolean
  version: number | null
  code: string
  detail: string
  errors: { field: string; code: string; message: string }[]
  undo: ({ move: string } & Bilingual<'label'>) | null
}

export interface BulkAnswer {
  done: number
  failed: number
  items: BulkRow[]
}

/** Why a row was not done: the field errors where there are some, else the sentence. */
export const whyNot = (row: BulkRow): string => row.errors.map((error) => error.message).join('；') || row.detail
