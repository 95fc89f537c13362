// The wall's own logic: which warning is shown, how a rush of news is grouped, what a stage filters, what a key does.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { chartOf } from '@/cockpit/chart'
import { find, further, type Found, type Told } from '@/cockpit/find'
import { commandOf } from '@/cockpit/keys'
import { midnight } from '@/cockpit/links'
import { fromMarks, sheetRows } from '@/cockpit/sheet'
import { logInStage, marksInStage } from '@/cockpit/stages'
import { steady } from '@/cockpit/steady'
import { markOf } from '@/cockpit/useCockpit'
import { paddingFor } from '@/cockpit/useFrame'
import { takeNext } from '@/cockpit/useStream'
import { waitingOf } from '@/cockpit/useWarning'
import type { CaseMark, ClockState, Level, LogItem, Marks, WarningMark } from '@/shared/types'

const log = (cursor: string, more: Partial<LogItem> = {}): LogItem => ({
  cursor, at: '2026-11-21T07:00:00Z', kind: 'cases.filed', subject: `case:${cursor}`, text_zh: '', text_en: '', detail_zh: '', detail_en: '', icon: 'car', tone: 'neutral', ...more,
})
const warning = (id: string, level: Level, opened_at: string, state = 'open'): WarningMark => ({
  id, level, opened_at, state, lon: 0, lat: 0, title_zh: '', title_en: '', scenario: '', icon: '',
})
const aCase = (id: string, state: string, clock: ClockState, share = 0.1): CaseMark => ({
  id, number: id, lon: 0, lat: 0, title: '', matter_code: '', matter_zh: '', matter_en: '', icon: '', state, clock: { state: clock, share, due_at: null, paused: false },
})
const marks: Marks = {
  cases: [aCase('a', 'handling', 'near', 0.9), aCase('b', 'checking', 'ample'), aCase('c', 'dispatched', 'over', 1.4)],
  warnings: [warning('w', 'red', '1')],
  devices: [{ id: 1, code: 'C-2', kind: 'camera', lon: 0, lat: 0, state: 'online' }, { id: 2, code: 'C-1', kind: 'camera', lon: 0, lat: 0, state: 'offline' }, { id: 3, code: 'T-1', kind: 'tilt', lon: 0, lat: 0, state: 'new' }],
  people: [],
}

describe('warning card', () => {
  it('takes the gravest unconfirmed warning, the newer among equals', () => {
    const all = [warning('a', 'yellow', '2026-11-21T03'), warning('b', 'red', '2026-11-21T01'), warning('c', 'red', '2026-11-21T02'), warning('d', 'red', '2026-11-21T09', 'confirmed')]
    expect(waitingOf(all).map((w) => w.id)).toEqual(['c', 'b', 'a'])
  })
  it('is told of a new warning by the feed itself', () => {
    const item = log('1', { kind: 'sensing.warning_opened', subject: 'warning:77', lon: 121.48, lat: 31.23, level: 'orange', text_zh: '倾斜' })
    expect(markOf(item)).toMatchObject({ id: '77', level: 'orange', state: 'open', title_zh: '倾斜' })
    expect(markOf({ ...item, kind: 'sensing.warning_confirmed' })).toBeNull()
    expect(markOf({ ...item, subject: 'case:77', effect: 'open' })).toBeNull()
    expect(markOf({ ...item, lon: null })).toBeNull()
  })
})

describe('stream', () => {
  it('shows one by one while it is calm', () => {
    const queue = [log('1'), log('2')]
    expect(takeNext(queue)).toMatchObject({ key: '1', more: 0 })
    expect(queue).toHaveLength(1)
    expect(takeNext([])).toBeNull()
  })
  it('groups a rush under its most important entry', () => {
    const queue = [log('1'), log('2', { level: 'red', tone: 'red' }), log('3'), log('4'), log('5', { tone: 'ok' })]
    expect(takeNext(queue)).toMatchObject({ key: '2', more: 4 })
    expect(queue).toHaveLength(0)
  })
})

describe('stages', () => {
  it('filter cases by their state', () => {
    expect(marksInStage(marks, 'act').cases.map((c) => c.id)).toEqual(['a', 'c'])
    expect(marksInStage(marks, 'verify').cases.map((c) => c.id)).toEqual(['b'])
    expect(marksInStage(marks, 'warn')).toMatchObject({ cases: [], warnings: marks.warnings })
    expect(marksInStage(marks, null)).toBe(marks)
  })
  it('filter the log by its kinds', () => {
    expect(logInStage(log('1', { kind: 'cases.check_passed' }), 'verify')).toBe(true)
    expect(logInStage(log('1', { kind: 'sensing.warning_raised' }), 'warn')).toBe(true)
    expect(logInStage(log('1', { kind: 'cases.filed' }), 'act')).toBe(false)
  })
})

describe('side sheet', () => {
  it('shows exactly the rows of its filter, the most pressing first', () => {
    expect(sheetRows({ kind: 'cases', title: '', filter: {} }, marks, 'zh').cases.map((c) => c.id)).toEqual(['c', 'a', 'b'])
    expect(sheetRows({ kind: 'cases', title: '', filter: { state: 'dispatched,rework' } }, marks, 'zh').cases.map((c) => c.id)).toEqual(['c'])
    expect(sheetRows({ kind: 'cases', title: '', filter: { area: '7', open: true } }, { ...marks, cases: marks.cases.map((one) => ({ ...one, cells: one.id === 'b' ? [7] : [8] })) }, 'zh').cases.map((c) => c.id)).toEqual(['b'])
    expect(sheetRows({ kind: 'devices', title: '', filter: { kind: 'camera' } }, marks, 'zh').devices.map((d) => d.id)).toEqual([2, 1])
    expect(sheetRows({ kind: 'devices', title: '', filter: { kind: 'camera', state: 'offline' } }, marks, 'zh').count).toBe(1)
    expect(sheetRows({ kind: 'devices', title: '', filter: { kind: 'camera,tilt', state: 'offline' } }, marks, 'zh').devices.map((d) => d.id)).toEqual([2])
    expect(sheetRows({ kind: 'devices', title: '', filter: { kind: 'camera,tilt', state: 'new' } }, marks, 'zh').devices.map((d) => d.id)).toEqual([3])
    expect(sheetRows({ kind: 'devices', title: '', filter: {} }, marks, 'zh').devices.map((d) => d.state)).toEqual(['offline', 'new', 'online'])
  })
})

describe('today', () => {
  it('begins at midnight in the street, whatever the zone of the machine', () => {
    expect(midnight(Date.parse('2026-11-20T17:00:00Z'))).toBe('2026-11-21T00:00:00+08:00')
  })
  it('asks the server for what the marks cannot answer', () => {
    expect(fromMarks({ state: 'filed' })).toBe(true)
    expect(fromMarks({ near: true })).toBe(false)
    expect(fromMarks({ filed_since: 'x' })).toBe(false)
  })
})

describe('find', () => {
  const one = (key: string, title: string, detail = ''): Found => ({ key, group: 'case', icon: '', title, detail, at: [0, 0], pick: null })
  const all = [one('1', '店外经营 花语门前', '310-0001 09005'), one('2', '花语', 'X'), ...Array.from({ length: 9 }, (_, n) => one(`m${n}`, `南京东路 ${n}`))]
  it('needs every word, puts beginnings first and keeps groups short', () => {
    expect(find(all, '花语').map((f) => f.key)).toEqual(['2', '1'])
    expect(find(all, '09005 花语').map((f) => f.key)).toEqual(['1'])
    expect(find(all, '南京东路')).toHaveLength(6)
    expect(find(all, '  ')).toEqual([])
  })
  it('adds what the server knows: shops and houses on the map, roads and masked people at the desk, nothing twice', () => {
    const hit = (kind: string, title: string, at: number | null = 121.48): Told => ({ kind, id: '7', key: 'K7', icon: 'x', title_zh: title, title_en: title, detail_zh: '李**', detail_en: 'Li**', lon: at, lat: at && 31.23 })
    const known: Found[] = [{ key: 'building:1', group: 'building', icon: 'x', title: '和平饭店', detail: '', at: [121.48, 31.23], pick: null }]
    const hits = further([hit('shop', '五味园'), hit('building', '和平饭店'), hit('building', '某楼'), hit('road', '福州路', null), hit('person', '网格员', null), hit('case', '案件')], known, 'zh')
    expect(hits.map((one) => [one.group, one.pick?.kind ?? one.href])).toEqual([['shop', 'shop'], ['building', 'building'], ['road', '/desk/places/road/7'], ['person', '/desk/duty?post=K7']])
  })
})

describe('keys', () => {
  const press = (key: string, target: EventTarget | null = document.body, ctrlKey = false) => commandOf({ key, ctrlKey, metaKey: false, altKey: false, target })
  it('act on the wall and rest in fields', () => {
    const input = document.createElement('input')
    const button = document.createElement('button')
    expect(press('Enter')).toBe('confirm')
    expect(press('F')).toBe('fit')
    expect(press('k', input, true)).toBe('find')
    expect(press('f', input)).toBeNull()
    expect(press('Enter', button)).toBeNull()
    expect(press('n', button)).toBe('north')
    expect(press('z')).toBeNull()
  })
})

describe('readings chart', () => {
  const at = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 7, minute)).toISOString()
  const frame = { width: 300, height: 100, left: 0, top: 0 }
  it('scales readings and limits together and shades the span that fired', () => {
    const chart = chartOf({ readings: [{ at: at(0), value: 1 }, { at: at(30), value: 2 }, { at: at(60), value: 4 }], limits: [{ level: 'red', value: 5 }], fired: { from: at(30), to: at(90) } }, frame)
    expect(chart?.last.x).toBe(300)
    expect(chart?.fired).toEqual({ x: 150, width: 150 })
    expect(chart?.limits[0]?.y).toBeLessThan(chart?.last.y ?? 0)
  })
  it('leaves a gap where a reading is missing and draws nothing from one reading', () => {
    const chart = chartOf({ readings: [{ at: at(0), value: 1 }, { at: at(10), value: null }, { at: at(20), value: 2 }], limits: [], fired: null }, frame)
    expect(chart?.line.match(/M/g)).toHaveLength(2)
    expect(chartOf({ readings: [{ at: at(0), value: 1 }], limits: [], fired: null }, frame)).toBeNull()
  })
  it('never prints two limits over each other', () => {
    const labels = chartOf({ readings: [{ at: at(0), value: 1 }, { at: at(20), value: 50 }], limits: [{ level: 'red', value: 7 }, { level: 'orange', value: 6.9 }], fired: null }, frame)?.limits.map((l) => l.labelY) ?? []
    expect(Math.abs((labels[0] ?? 0) - (labels[1] ?? 0))).toBeGreaterThanOrEqual(16)
  })
})

describe('renewal', () => {
  afterEach(() => vi.useRealTimers())
  it('runs at once, then at most once per span, and never loses the last call', async () => {
    vi.useFakeTimers()
    const run = vi.fn(() => Promise.resolve())
    const call = steady(run, 1000)
    call()
    call()
    call()
    expect(run).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(run).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(5000)
    expect(run).toHaveBeenCalledTimes(2)
    call()
    expect(run).toHaveBeenCalledTimes(3)
  })
  it('waits for an answer that takes long and then rests, and goes on after a failure', async () => {
    vi.useFakeTimers()
    const run = vi.fn(() => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 5000)))
    const call = steady(run, 1000)
    call()
    await vi.advanceTimersByTimeAsync(3000)
    call()
    expect(run).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(run).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(run).toHaveBeenCalledTimes(2)
  })
})

describe('frame', () => {
  it('leaves the map the larger part at every width', () => {
    for (const width of [390, 900, 1199, 1280, 1500, 1920, 3840]) {
      const { left, right } = paddingFor(width)
      expect(width - left - right).toBeGreaterThan(width * 0.28)
    }
  })
})
