// Choosing many rows, what a bulk answer says, parts of a case, and naming a unit from the phone.
import { computed, nextTick, ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { BULK, whyNot, type BulkRow } from '@/console/cases/bulk'
import { useSelection } from '@/console/cases/useSelection'
import { askedOf, filtersOf } from '@/console/cases/useWorklist'
import { onPhone } from '@/h5/moves'
import { gapsOf, keyOf, startOf, wantedOf } from '@/shared/cases/moves'
import type { Action, ActionField, CaseRow } from '@/shared/cases/types'

const row = (id: string): CaseRow => ({ id }) as CaseRow
const field = (name: string, kind: ActionField['kind'], required = true): ActionField => ({ name, kind, required, choices: [], label_zh: name, label_en: name })
const action = (move: string, fields: ActionField[]): Action => ({ move, allowed: true, missing: [], fields, label_zh: move, label_en: move })

describe('choosing rows', () => {
  const order = ref(['a', 'b', 'c', 'd', 'e'].map(row))
  const picked = useSelection(computed(() => order.value))
  it('x chooses one and takes it back; shift reaches from the last one in either direction', () => {
    picked.toggle('b')
    picked.reach('d')
    expect([...picked.ids.value]).toEqual(['b', 'c', 'd'])
    picked.toggle('c')
    picked.reach('a')
    expect([...picked.ids.value].sort()).toEqual(['a', 'b', 'c', 'd'])
  })
  it('forgets what left the list', async () => {
    order.value = ['b', 'x'].map(row)
    await nextTick()
    expect(picked.rows.value.map((one) => one.id)).toEqual(['b'])
    picked.all()
    expect(picked.rows.value).toHaveLength(2)
    picked.clear()
    expect(picked.rows.value).toHaveLength(0)
  })
})

describe('many at once', () => {
  it('every key stands for one move', () => {
    const keys = BULK.map((one) => one.key).filter(Boolean)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('says what was missing before the general sentence', () => {
    const refused = { detail: '还差条件', errors: [{ field: '', code: 'x', message: '已退回三次' }] } as BulkRow
    expect(whyNot(refused)).toBe('已退回三次')
    expect(whyNot({ ...refused, errors: [] })).toBe('还差条件')
  })
  it('standard views are parameters of the list', () => {
    expect(askedOf('approval', {})).toEqual({ approval: true })
    expect(askedOf('supervised', filtersOf({ area: 'L01' }))).toEqual({ open: true, supervised: true, area: 'L01' })
  })
})

describe('forms of a case in trouble', () => {
  it('want two parts, each with a unit and words', () => {
    const parts = [field('parts', 'parts')]
    expect(gapsOf(parts, { parts: [{ post: 'a', text: 'x' }] })).toHaveLength(1)
    expect(gapsOf(parts, { parts: [{ post: 'a', text: 'x' }, { department: 'b', text: ' ' }] })).toHaveLength(1)
    expect(gapsOf(parts, { parts: [{ post: 'a', text: 'x' }, { department: 'b', text: 'y' }] })).toHaveLength(0)
  })
  it('want the unit named by a reason that says whose the case is, and by no other', () => {
    const choice = (value: string, names_unit: boolean) => ({ value, names_unit, label_zh: '', label_en: '', hint_zh: '', hint_en: '' })
    const fields = [{ ...field('standard', 'code'), choices: [choice('not_here', true), choice('gone', false)] }, field('target', 'target', false)]
    expect(gapsOf(wantedOf(fields, { standard: 'gone' }), { standard: 'gone' })).toEqual([])
    expect(gapsOf(wantedOf(fields, { standard: 'not_here' }), { standard: 'not_here' }).map((one) => one.name)).toEqual(['target'])
    expect(gapsOf(wantedOf(fields, { standard: 'not_here' }), { standard: 'not_here', post: 'a' })).toEqual([])
  })
  it('start without a choice where none is needed', () => expect(startOf([{ ...field('urgency', 'choice', false), choices: [{ value: 'overdue', label_zh: '', label_en: '' }] }])).toEqual({}))
  it('let a thumb give a case away but not dispatch one', () => {
    const fields = [field('standard', 'code'), field('reason', 'text'), field('target', 'target')]
    expect(onPhone([action('propose_transfer', fields), action('dispatch', [field('target', 'target')])]).map((one) => one.move)).toEqual(['propose_transfer'])
    expect(keyOf('propose_transfer')).toBe('R')
  })
})
