// Shapes of what /api/scenarios/{id}/text and /text/check answer. Lines and columns count from 1.
import type { Words } from '@/shared/types'
import type { Difference } from '../try/types'

export interface PackText {
  number: number
  in_force: number
  newest: number
  text: string
}
export interface Fault extends Words {
  line: number
  column: number
  key: string
  code: string
}
export interface OwnTest extends Words {
  line: number
  ok: boolean
  expected: string[]
  found: string[]
  wrong: Words | null
}
export interface DiffLine {
  kind: 'same' | 'less' | 'more' | 'gap'
  text: string
  old: number | null
  new: number | null
}
export interface Reading {
  fault: Fault | null
  tests: OwnTest[]
  differences: Difference[]
  lines: DiffLine[]
  rule_zh: string
  rule_en: string
  newest: number
}
