// The rows of a side sheet. What is open now comes from the marks, so that sheet and map never disagree; what has
// come and gone is asked from the server with the filter of the number.
import type { CaseRow } from '@/shared/cases/types'
import { pickText } from '@/shared/i18n'
import type { CaseClock, CaseMark, DeviceMark, Lang, Marks, PersonMark, WarningMark } from '@/shared/types'
import type { Filter, SheetSpec } from './types'

export interface SheetCase {
  id: string
  number: string
  title: string
  matter: string
  icon: string
  /** Null for one that has ended: then `state` says how. */
  clock: CaseClock | null
  state: string
}

export interface SheetRows {
  cases: SheetCase[]
  warnings: WarningMark[]
  devices: DeviceMark[]
  people: PersonMark[]
  count: number
}

/** Filters of GET /api/cases that the marks answer exactly; clocks are judged by the server, so those are asked. */
const KNOWN = new Set(['state', 'area', 'open'])
export const fromMarks = (filter: Filter): boolean => Object.keys(filter).every((key) => KNOWN.has(key))

function fits(one: CaseMark, filter: Filter): boolean {
  if ((filter['near'] && !one.near) || (filter['overdue'] && !one.overdue)) return false
  if (filter['area'] && !one.cells?.includes(Number(filter['area']))) return false
  return !filter['state'] || String(filter['state']).split(',').includes(one.state)
}

export const caseOfMark = (one: CaseMark, lang: Lang): SheetCase => ({
  id: one.id, number: one.number, title: pickText(one, 'title', lang) || one.title, matter: pickText(one, 'matter', lang), icon: one.icon, clock: one.clock, state: '',
})

export const caseOfRow = (row: CaseRow, lang: Lang): SheetCase => ({
  id: row.id, number: row.number, title: pickText(row, 'title', lang), matter: pickText(row.matter, 'name', lang),
  icon: (row.matter as { icon?: string } | null)?.icon ?? 'clipboard-list', clock: row.clock?.stopped ? null : row.clock, state: pickText(row, 'state', lang),
})

const URGENT = { offline: 0, new: 1, online: 2 } as const

export function sheetRows({ kind, filter }: SheetSpec, marks: Marks, lang: Lang, fetched: readonly CaseRow[] | null = null): SheetRows {
  const rows: Omit<SheetRows, 'count'> = { cases: [], warnings: [], devices: [], people: [] }
  if (kind === 'cases') {
    rows.cases = fetched
      ? fetched.map((row) => caseOfRow(row, lang))
      : marks.cases.filter((one) => fits(one, filter)).sort((a, b) => (b.clock?.share ?? 0) - (a.clock?.share ?? 0)).map((one) => caseOfMark(one, lang))
  } else if (kind === 'warnings') {
    rows.warnings = marks.warnings.filter((one) => !filter['state'] || one.state === filter['state']).sort((a, b) => b.opened_at.localeCompare(a.opened_at))
  } else if (kind === 'devices') {
    const { kind: only, state } = filter
    const kinds = only ? new Set(String(only).split(',')) : null
    const found = marks.devices.filter((one) => (!kinds || kinds.has(one.kind)) && (!state || one.state === state))
    // What is offline first, then what was never heard of, then by code; by code points, for thirteen thousand compared by the rules of a language take a third of a second.
    rows.devices = found.sort((a, b) => URGENT[a.state] - URGENT[b.state] || (a.code < b.code ? -1 : Number(a.code > b.code)))
  } else if (kind === 'people') {
    rows.people = marks.people
  }
  return { ...rows, count: rows.cases.length + rows.warnings.length + rows.devices.length + rows.people.length }
}
