// The desk's own logic: groups of the worklist, filters in the address, which move comes first, what a form lacks, keys, search.
import { describe, expect, it } from 'vitest'
import { askedOf, filtersOf, viewOf } from '@/console/cases/useWorklist'
import { matching } from '@/console/commands'
import { signedOf } from '@/console/devices/useDevices'
import { commandKey, singleKeys, switchKeys } from '@/console/keys'
import { grouped, groupOf } from '@/shared/cases/groups'
import { bodyOf, gapsOf, keyOf, primaryMove, ranked, startOf, targetOf } from '@/shared/cases/moves'
import { instantOf } from '@/shared/time'
import type { Action, ActionField, Candidate } from '@/shared/cases/types'
import { around } from '@/shared/cases/useGround'
import { DESK_PAGES, PHONE_PAGES, placeOf } from '@/shared/cases/useNotices'
import type { CaseClock, CockpitMap } from '@/shared/types'

const NOW = Date.parse('2026-11-21T07:00:00Z')
const clock = (more: Partial<CaseClock> = {}): CaseClock => ({ state: 'half', share: 0.6, due_at: null, paused: false, remaining_seconds: 600, running: true, as_of: '2026-11-21T07:00:00Z', ...more })
const field = (name: string, kind: ActionField['kind'], required = true, choices: ActionField['choices'] = []): ActionField => ({ name, kind, required, choices, label_zh: name, label_en: name })
const action = (move: string, more: Partial<Action> = {}): Action => ({ move, allowed: true, missing: [], fields: [], label_zh: move, label_en: move, ...more })

describe('groups of the worklist', () => {
  it('follow the clock the server judged', () => expect(groupOf({ clock: clock({ state: 'near' }) }, NOW)).toBe('near'))
  it('move a row to the overdue ones when its limit runs out between two answers', () => {
    expect(groupOf({ clock: clock() }, NOW + 599_000)).toBe('half')
    expect(groupOf({ clock: clock() }, NOW + 601_000)).toBe('over')
  })
  it('never run a paused or stopped clock on', () => {
    expect(groupOf({ clock: clock({ state: 'paused', paused: true, remaining_seconds: 1 }) }, NOW + 9e6)).toBe('paused')
    expect(groupOf({ clock: clock({ stopped: true }) }, NOW)).toBe('none')
    expect(groupOf({ clock: null }, NOW)).toBe('none')
  })
  it('call overdue what the figures call so: the handling limit, not a desk’s own', () => {
    const desk = { state: 'half' as const, code: 'acceptance' }
    expect(groupOf({ clock: clock(desk) }, NOW)).toBe('desk')
    expect(groupOf({ clock: clock(desk) }, NOW + 601_000)).toBe('late')
    expect(groupOf({ clock: clock({ ...desk, state: 'late', remaining_seconds: 0 }) }, NOW)).toBe('late')
    expect(groupOf({ clock: clock({ ...desk, code: 'check' }), overdue_since: '2026-11-21T06:00:00Z' }, NOW), 'overdue stays so at the next desk').toBe('over')
    expect(groupOf({ clock: clock({ code: 'handling' }) }, NOW + 601_000)).toBe('over')
    expect(groupOf({ clock: clock({ state: 'over', paused: true }) }, NOW), 'and while it rests').toBe('over')
  })
  it('stand in the order of urgency and leave out what is empty', () => {
    const rows = [{ clock: null }, { clock: clock({ state: 'ample' }) }, { clock: clock({ state: 'over', remaining_seconds: -5 }) }, { clock: clock({ state: 'ample' }) }]
    expect(grouped(rows, NOW).map((found) => [found.group, found.rows.length])).toEqual([['over', 1], ['ample', 2], ['none', 1]])
  })
})

describe('the address of the list', () => {
  it('knows its views and falls back to the open cases', () => {
    expect(viewOf({ view: 'check' })).toBe('check')
    expect(viewOf({ view: 'nonsense' })).toBe('open')
    expect(viewOf({ view: 'constructor' })).toBe('open')
    expect(viewOf({})).toBe('open')
  })
  it('takes only filters it knows', () => expect(filtersOf({ shop: 'S001', overdue: 'true', view: 'all', evil: '1', q: '' })).toEqual({ shop: 'S001', overdue: 'true' }))
  it('lets a state in the address win over the state of the view', () => {
    expect(askedOf('dispatch', {})).toEqual({ open: true, state: 'filed,dispatching' })
    expect(askedOf('dispatch', { stage: 'handle' })).toEqual({ open: true, stage: 'handle' })
    expect(askedOf('closed', { shop: 'S1' })).toEqual({ open: false, order: 'ended', shop: 'S1' })
  })
})

describe('moves at the desk', () => {
  it('offer what is allowed and what says what it lacks, the natural next one first', () => {
    const list = [action('void'), action('merge'), action('file', { allowed: false, missing: [{ code: 'x', text_zh: 'x', text_en: 'x' }] }), action('accept'), action('close', { allowed: false })]
    expect(ranked(list).map((one) => one.move)).toEqual(['accept', 'merge', 'void', 'file'])
  })
  it('never make voiding or a blocked move the primary button', () => {
    expect(primaryMove(action('void'))).toBe(false)
    expect(primaryMove(action('dispatch', { allowed: false }))).toBe(false)
    expect(primaryMove(action('dispatch'))).toBe(true)
    expect(primaryMove(undefined)).toBe(false)
  })
  it('have their keys', () => expect([keyOf('merge'), keyOf('return'), keyOf('supervise')]).toEqual(['M', 'R', null]))
  it('follow a suggestion to a post before its department', () => {
    const seat = { id: '1', code: 'squad-C2', name_zh: '', name_en: '' }
    const one: Candidate = { post: seat, department: { ...seat, code: 'squad' }, declined: false, reasons: [] }
    expect(targetOf(one)).toEqual({ post: 'squad-C2' })
    expect(targetOf({ ...one, post: null })).toEqual({ department: 'squad' })
    expect(targetOf({ ...one, post: null, department: null })).toBeNull()
    expect(targetOf(undefined)).toBeNull()
  })
})

describe('the form of a move', () => {
  it('names the required fields that are empty: blanks are empty, one target is enough', () => {
    const fields = [field('reason', 'text'), field('target', 'target'), field('condition_met', 'tick'), field('note', 'text', false)]
    expect(gapsOf(fields, { reason: '  ' }).map((one) => one.name)).toEqual(['reason', 'target', 'condition_met'])
    expect(gapsOf(fields, { reason: 'x', department: 'squad', condition_met: true })).toEqual([])
  })
  it('starts with the first of few choices', () => {
    expect(startOf([field('outcome', 'choice', true, [{ value: 'solved', label_zh: '', label_en: '' }, { value: 'referred', label_zh: '', label_en: '' }]), field('note', 'text')])).toEqual({ outcome: 'solved' })
  })
  it('sends trimmed texts, leaves out what is empty, and writes local moments as the street means them', () => {
    expect(bodyOf([field('until', 'moment'), field('reason', 'text')], { until: '2026-12-05T16:00', reason: ' 等配件 ', note: '  ', condition: 5, condition_met: false })).toEqual({ until: '2026-12-05T08:00:00.000Z', reason: '等配件', condition: 5, condition_met: false })
    expect(instantOf('2026-12-05T08:00:00Z')).toBe('2026-12-05T08:00:00.000Z')
  })
})

describe('single keys', () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}): string | null => commandKey({ key, ctrlKey: false, metaKey: false, altKey: false, target: document.body, defaultPrevented: false, ...more })
  it('are capital letters whatever the keyboard says', () => expect([press('m'), press('M'), press('/'), press('ArrowDown')]).toEqual(['M', 'M', '/', 'ArrowDown']))
  it('rest with a modifier, in fields, in dialogs, and where somebody else took the press', () => {
    const inside = document.createElement('div')
    inside.innerHTML = '<input><div role="dialog"><button></button></div><a href="#x"></a>'
    expect(press('k', { ctrlKey: true })).toBeNull()
    expect(press('m', { target: inside.querySelector('input') })).toBeNull()
    expect(press('m', { target: inside.querySelector('button') })).toBeNull()
    expect(press('m', { defaultPrevented: true })).toBeNull()
    expect(press('Enter', { target: inside.querySelector('a') })).toBeNull()
    expect(press('m', { target: inside.querySelector('a') })).toBe('M')
  })
  it('can be switched off, the arrows stay', () => {
    switchKeys()
    expect([singleKeys(), press('m'), press('ArrowUp')]).toEqual([false, null, 'ArrowUp'])
    switchKeys()
    expect(press('m')).toBe('M')
  })
})

describe('finding', () => {
  const rows = ['CAM-L01-1 南苏州路1号摄像头', 'QX-001 原新天安堂倾斜仪', 'QX-013 旗昌洋行大楼倾斜仪']
  it('wants every word, in any order and width, those that begin with it first', () => {
    expect(matching(rows, '倾斜 qx', (one) => one, 9)).toHaveLength(2)
    expect(matching(rows, 'ＱＸ－０１３', (one) => one, 9)).toEqual([rows[2]])
    expect(matching(['b a', 'a b'], 'a', (one) => one, 9)).toEqual(['a b', 'b a'])
  })
  it('gives everything without words, and no more than asked for', () => expect(matching(rows, ' ', (one) => one, 2)).toHaveLength(2))
  it('leads a notice to its page', () => {
    const ways = (subject: string) => [placeOf({ subject }, DESK_PAGES), placeOf({ subject }, PHONE_PAGES)]
    expect(ways('case:1-2')).toEqual(['/cases/1-2', '/cases/1-2'])
    expect(ways('shift:7')).toEqual(['/duty?tab=handovers', '/handover'])
    expect(ways('meeting:1-2')).toEqual(['/joint/meetings/1-2', '/meetings/1-2'])
    expect(ways('call:1-2')).toEqual(['/joint/calls/1-2', '/calls/1-2'])
    expect(ways('transfer:1-2')).toEqual(['/transfers/1-2', null])
    expect(ways('case:')).toEqual([null, null])
    expect(ways('export:9')).toEqual([null, null])
  })
})

describe('places and limits', () => {
  it('narrow the map to the points with room around', () => {
    const map = { bounds: [0, 0, 9, 9], center: [4, 4] } as unknown as CockpitMap
    expect(around(map, [{ lon: 2, lat: 3 }, { lon: 4, lat: 1 }], 1)).toMatchObject({ bounds: [1, 0, 5, 4], center: [3, 2] })
    expect(around(map, [], 1)).toBeNull()
    expect(around(undefined, [{ lon: 1, lat: 1 }], 1)).toBeNull()
  })
  it('take the signed limit of what the device measures', () => {
    const tilt = { value: 7, unit: '‰', signed_on: '2026-10-12', demo: true, signed_by_zh: '甲', signed_by_en: 'A' }
    expect(signedOf({ limits: { tilt }, last_kind: 'tilt' })).toBe(tilt)
    expect(signedOf({ limits: { tilt }, last_kind: 'temperature' })).toBeNull()
  })
})

