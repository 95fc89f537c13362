// The rows of a side sheet, taken from the marks the map shows, so that sheet and map never disagree.
import type { CaseMark, DeviceMark, Marks, PersonMark, WarningMark } from '@/shared/types'
import { caseInStage } from './stages'
import type { SheetSpec, Stage } from './types'

export interface SheetRows {
  cases: CaseMark[]
  warnings: WarningMark[]
  devices: DeviceMark[]
  people: PersonMark[]
  count: number
}

export function sheetRows({ kind, filter }: SheetSpec, marks: Marks): SheetRows {
  const rows: Omit<SheetRows, 'count'> = { cases: [], warnings: [], devices: [], people: [] }
  if (kind === 'cases') {
    const { clock, stage } = filter
    rows.cases = marks.cases
      .filter((one) => (!clock || one.clock?.state === clock) && (!stage || caseInStage(one, stage as Stage)))
      .sort((a, b) => (b.clock?.share ?? 0) - (a.clock?.share ?? 0))
  } else if (kind === 'warnings') {
    rows.warnings = marks.warnings.filter((one) => !filter['state'] || one.state === filter['state']).sort((a, b) => b.opened_at.localeCompare(a.opened_at))
  } else if (kind === 'devices') {
    const { kind: only, online } = filter
    rows.devices = marks.devices
      .filter((one) => (!only || one.kind === only) && (online === undefined || one.online === online))
      .sort((a, b) => Number(a.online) - Number(b.online) || a.code.localeCompare(b.code))
  } else {
    rows.people = marks.people
  }
  return { ...rows, count: rows.cases.length + rows.warnings.length + rows.devices.length + rows.people.length }
}
