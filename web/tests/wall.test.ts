// The wall's new logic: what alarms, when it is quiet, which scenes there are, how values become colours, what a scenario leaves.
import { describe, expect, it } from 'vitest'
import { classes, classOf, paintAreas, paintTags } from '@/cockpit/colours'
import { alarming } from '@/cockpit/useAlarm'
import { paddingFor } from '@/cockpit/useFrame'
import { dayOf, onDay } from '@/cockpit/usePast'
import { marksOfScenario, shopsOf } from '@/cockpit/usePlaces'
import { inQuiet, minuteOf, scenesOf, USUAL } from '@/cockpit/wall'
import { cellsOfLayer } from '@/shared/map/extras'
import type { CockpitMap, Marks, WarningMark } from '@/shared/types'

const warning = (id: string, more: Partial<WarningMark> = {}): WarningMark => ({ id, level: 'red', state: 'open', opened_at: id, lon: 121, lat: 31, title_zh: id, title_en: id, scenario: 's', icon: '', ...more })
const marks = (...warnings: WarningMark[]): Marks => ({ cases: [], warnings, devices: [], people: [] })

describe('alarm', () => {
  it('stands for every living red warning nobody has seen, also one its scenario confirmed, the longest waiting first', () => {
    const all = marks(warning('2'), warning('1'), warning('3', { acknowledged: true }), warning('4', { level: 'orange' }), warning('5', { state: 'confirmed' }), warning('6', { state: 'confirmed', acknowledged: true }), warning('7', { state: 'ended' as WarningMark['state'] }))
    expect(alarming(all, []).map((w) => w.id)).toEqual(['1', '2', '5'])
    expect(alarming(all, ['1']).map((w) => w.id)).toEqual(['2', '5'])
    expect(alarming(null, [])).toEqual([])
  })
})

describe('quiet hours', () => {
  it('may go over midnight', () => {
    expect([21 * 60, 23 * 60, 0, 6 * 60 + 29, 6 * 60 + 30].map((minute) => inQuiet(minute, 22 * 60, 6 * 60 + 30))).toEqual([false, true, true, true, false])
    expect(inQuiet(13 * 60, 12 * 60, 14 * 60)).toBe(true)
    expect(minuteOf('06:30')).toBe(390)
  })
})

const square = { type: 'Polygon' as const, coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] }
const area = (id: number, level: string, layer: string) => ({ type: 'Feature' as const, geometry: square, properties: { id, code: `A${id}`, level, layer, name_zh: `区${id}`, name_en: `Area ${id}` } })
const map = { areas: { type: 'FeatureCollection', features: [area(1, 'circle', 'cityop'), area(2, 'beat', 'police'), area(3, 'subdistrict', 'police')] } } as unknown as CockpitMap

describe('scenes', () => {
  it('are the whole area, each circle, what waits, and heat', () => {
    expect(scenesOf(map, marks(warning('9')), USUAL).map((s) => s.key)).toEqual(['all', 'circle:1', 'warning:9', 'heat'])
    expect(scenesOf(map, marks(), { ...USUAL, circles: false, heat: false }).map((s) => s.key)).toEqual(['all'])
    expect(scenesOf(undefined, null, USUAL)).toEqual([])
  })
  it('show the cells of one layer without the street itself', () => {
    expect(cellsOfLayer(map.areas, 'police').features.map((f) => f.properties.id)).toEqual([2])
    expect(cellsOfLayer(map.areas, null).features).toEqual([])
  })
})

describe('colours', () => {
  it('put about equally many into each class, equal ends together', () => {
    expect(classes([1, 1, 1, 2, 3, 8])).toEqual([1, 3, 8])
    expect([1, 3, 5].map((value) => classOf(value, [1, 3, 8]))).toEqual([0, 1, 2])
  })
  it('let cells below take the figure of the one above', () => {
    const painted = paintAreas([{ id: 1, value: 0.9 }, { id: 2, value: null }], [{ id: 1, parent: null }, { id: 11, parent: 1 }, { id: 12, parent: 2 }])
    expect(Object.keys(painted.areas)).toEqual(['1', '11'])
  })
  it('are explained in the unit of the figure', () => {
    expect(paintAreas([{ id: 1, value: 0.5 }], [{ id: 1, parent: null }], (end) => `${end * 100} %`).legend.map((row) => row.value)).toEqual(['50 %'])
  })
  it('take a tag by what it stands on', () => {
    const found = paintTags({ labels: [{ code: 'old', name_zh: '老旧', name_en: 'Old', colour: 'teal' }], items: [{ label: 'old', kind: 'building', ref: 5 }, { label: 'old', kind: 'shop', ref: 6 }] }, 'en')
    expect(Object.keys(found.colours)).toEqual(['5'])
    expect(found.legend[0]?.value).toBe('Old 2')
    expect(Object.keys(found.shops)).toEqual(['6'])
  })
})

describe('one scenario', () => {
  it('keeps its warnings, the cases of its matter and its devices', () => {
    const all = { ...marks(warning('1'), warning('2', { scenario: 'other' })), devices: [{ id: 1, code: 'a', kind: 'camera', lon: 0, lat: 0, state: 'online' as const }, { id: 2, code: 'b', kind: 'tilt', lon: 0, lat: 0, state: 'online' as const }] }
    const left = marksOfScenario(all, { id: 's', enabled: true, name_zh: '', name_en: '', matter: '09005' }, ['tilt'])
    expect([left.warnings.length, left.devices.map((d) => d.id)]).toEqual([1, [2]])
    expect(marksOfScenario(all, null, [])).toBe(all)
  })
  it('reads shops from short rows', () => {
    expect(shopsOf([[7, 'S-7', '店', '', '餐饮', 121, 31, null]])[0]).toMatchObject({ id: '7', name_en: '店', building: null })
  })
})

describe('looking back', () => {
  it('keeps the time of day on another day', () => {
    const at = Date.parse('2026-11-21T07:26:30Z')
    expect(dayOf(at)).toBe('2026-11-21')
    expect(new Date(onDay('2026-11-20', at)).toISOString()).toBe('2026-11-20T07:26:30.000Z')
  })
})

it('a wall two screens wide leaves room for the column of pictures', () => {
  expect(paddingFor(3840).right).toBeGreaterThan(1100)
  expect(paddingFor(1920).right).toBe(476)
})
