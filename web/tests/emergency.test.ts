// Emergency duties on the phone: how one stands while its press waits; which news of the feed concern the switch.
import { describe, expect, it } from 'vitest'
import { ahead } from '@/h5/useEmergency'
import { adds, concerns, type EmergencyDuty } from '@/shared/joint/emergency'

const duty = { id: 7, form: 'count', state: 'open', count: null, unreached: null, moves: ['arrive', 'done'] } as unknown as EmergencyDuty

describe('an emergency duty without a network', () => {
  it('stands as it was pressed, in the order of the presses', () => {
    expect(ahead(duty, [])).toMatchObject({ state: 'open', kept: false })
    expect(ahead(duty, [{ code: 'arrive', count: null, unreached: null }])).toMatchObject({ state: 'arrived', moves: ['done'], kept: true })
    expect(ahead(duty, [{ code: 'arrive', count: null, unreached: null }, { code: 'done', count: 41, unreached: 2 }])).toMatchObject({ state: 'done', count: 41, unreached: 2, moves: ['correct'] })
  })
  it('is not taken back to arrived by a press that is older than what the server knows', () => {
    expect(ahead({ ...duty, state: 'done', moves: ['correct'] }, [{ code: 'arrive', count: null, unreached: null }]).state).toBe('done')
  })
})

it('the feed renews the switch for emergencies and duties alone', () => {
  expect(['joint.emergency_begun', 'joint.duty_done', 'joint.duties_given', 'joint.unit_called', 'cases.filed'].filter(concerns)).toEqual(['joint.emergency_begun', 'joint.duty_done', 'joint.duties_given'])
})

it('a number opens to the duties that make it, and they add up to it', () => {
  const rows = [
    { form: 'count', state: 'done', count: 41, unreached: 2 }, { form: 'count', state: 'arrived', count: null, unreached: null },
    { form: 'check', state: 'done', count: 12, unreached: 1 }, { form: 'supply', state: 'done', count: 30, unreached: null }, { form: 'do', state: 'closed', count: null, unreached: null },
  ] as const
  const made = (sum: Parameters<typeof adds>[1]): number[] => rows.map((one) => adds(one, sum))
  expect(made('people')).toEqual([41, 0, 0, 0, 0])
  expect(made('doors')).toEqual([0, 0, 12, 0, 0])
  expect(made('portions')).toEqual([0, 0, 0, 30, 0])
  expect(made('unreached')).toEqual([2, 0, 1, 0, 0])
  expect(made('done')).toEqual([1, 0, 1, 1, 0])
  expect(made('duties')).toEqual([1, 1, 1, 1, 1])
})
