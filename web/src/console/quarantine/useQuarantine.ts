// Messages that were refused: shapes of the server's answers and how the desk names where they came from.
import type { Words } from '@/shared/types'

export interface Candidate {
  place: string
  text: string
  likeness: number
}

export interface Quarantined {
  id: number
  state: 'open' | 'replayed' | 'discarded'
  first_at: string
  last_at: string
  count: number
  dropped: number
  transport: string
  speaker: string
  format: string
  topic: string
  device_code: string
  signal_id: string
  reason: string
  message: Words
  size: number
  whole: boolean
  candidates: Candidate[]
  settled_at: string | null
  settled_by: string
  settled_reason: string
  note: string
  actions: string[]
}

export interface QuarantinedDetail extends Quarantined {
  raw: string
  binary: boolean
}

export interface QuarantinePage {
  items: Quarantined[]
  next: string | null
  open: Record<string, number>
}

export interface Settled {
  accepted: number
  duplicate: number
  refused: number
  row: QuarantinedDetail
}

export interface Replayed {
  messages: number
  settled: number
  accepted: number
  duplicate: number
  refused: number
  left: number
}

export const DISCARD_REASONS = ['test', 'noise', 'foreign', 'broken', 'other'] as const
export type DiscardReason = (typeof DISCARD_REASONS)[number]

/** JSON as a person reads it; anything else as it came. */
export function readable(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2)
  } catch {
    return raw
  }
}

/** "other" says nothing by itself. */
export const lacksWords = (reason: string, note: string): boolean => !reason || (reason === 'other' && !note.trim())
