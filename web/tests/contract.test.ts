// The shapes written by hand fit what the server says it answers (api-schema.d.ts, made by `npm run types`): checked by
// the type checker, so a field that was renamed on the server fails `npm run check`.
import { describe, expect, it } from 'vitest'
import type { LoopStage, Summary, WarningDetail } from '@/cockpit/types'
import type { components } from '@/shared/api-schema'
import type { CaseRow } from '@/shared/cases/types'
import type { CaseClock, CaseMark, DeviceMark, LogItem, Me, PersonMark, WarningMark } from '@/shared/types'

type Server = components['schemas']
/** Words of the server that are a plain string there and a closed list here. */
type Narrow<T, K extends keyof T, To> = Omit<T, K> & Record<K, To>

type Checks = {
  me: (answer: Server['Me']) => Me
  clock: (answer: Narrow<Server['ClockOut'], 'state' | 'unit', never>) => CaseClock
  caseMark: (answer: Narrow<Server['CaseMark'], 'clock', null>) => CaseMark
  warningMark: (answer: Server['WarningMark']) => WarningMark
  deviceMark: (answer: Server['DeviceMark']) => DeviceMark
  personMark: (answer: Server['PersonMark']) => PersonMark
  item: (answer: Narrow<Server['Item'], 'tone', never>) => LogItem
  stage: (answer: Narrow<Server['LoopStage'], 'stage', never>) => LoopStage
  summary: (answer: Narrow<Server['Summary'], 'loop' | 'lists', never>) => Summary
  warning: (answer: Narrow<Server['WarningDetail'], 'actions', never>) => WarningDetail
  caseRow: (answer: Narrow<Server['CaseRow'], 'clock' | 'level', never>) => CaseRow
}

/** Each answer is handed on as it is: that this compiles is the test. */
const same = <T>(answer: T): T => answer
const checks: Checks = {
  me: same, clock: same, caseMark: same, warningMark: same, deviceMark: same, personMark: same, item: same, stage: same,
  summary: same, warning: same, caseRow: same,
}

describe('contract with the server', () => {
  it('is checked for each shape', () => expect(Object.values(checks).every((check) => check === same)).toBe(true))
})
