// The map's style is valid in every variant; cells, buildings and pictures are what the map needs.
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { describe, expect, it } from 'vitest'
import { buildingAt } from '@/shared/map/buildings'
import { cellKind, cellsOf, centreOf } from '@/shared/map/cells'
import { caseFeatures, waterNames } from '@/shared/map/features'
import type { Palette } from '@/shared/map/palette'
import { spread } from '@/shared/map/spread'
import { caseSprite, iconPaths } from '@/shared/map/sprites'
import { LAYERS_OF, streetStyle } from '@/shared/map/style'
import type { AreaProps, Buildings, CaseMark, ClockState } from '@/shared/types'

const palette = new Proxy({ dark: true }, { get: (to, name) => (name === 'dark' ? to.dark : '#778899') }) as unknown as Palette
const square = (x: number, y: number, size: number): number[][][] => [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]

function aCase(id: string, state: ClockState, share: number, cells: number[]): CaseMark {
  return { id, number: id, lon: 121.48, lat: 31.23, title: id, matter_code: '09005', matter_zh: '', matter_en: '', icon: 'car', state: 'handling', clock: { state, share, due_at: null, paused: false }, cells }
}

describe('style', () => {
  it.each([[true, 'zh'], [false, 'en']] as const)('is valid (flat %s, %s)', (flat, lang) => {
    const style = streetStyle({ palette, lang, flat, text: 16, counted: 'open' })
    expect(validateStyleMin(style)).toEqual([])
    expect(JSON.stringify(style)).not.toMatch(/https?:/)
    expect(style.glyphs).toBeUndefined()
    expect(style.sprite).toBeUndefined()
  })
  it('has every layer that the legend switches', () => {
    const ids = new Set(streetStyle({ palette, lang: 'zh', flat: false, text: 16, counted: '' }).layers.map((layer) => layer.id))
    expect(Object.values(LAYERS_OF).flat().filter((id) => !ids.has(id))).toEqual([])
  })
  it('draws buildings over the cells and the cells again through them', () => {
    const ids = streetStyle({ palette, lang: 'zh', flat: false, text: 16, counted: '' }).layers.map((layer) => layer.id)
    const order = ['land', 'water', 'road', 'segment', 'town', 'circle', 'own', 'segment-through', 'lit-through', 'circle-name', 'cases']
    expect(order.map((id) => ids.indexOf(id))).toEqual(order.map((id) => ids.indexOf(id)).sort((a, b) => a - b))
  })
})

describe('cells', () => {
  const area = (id: number, level: string, parent: number | null, more: Partial<AreaProps> = {}): GeoJSON.Feature<GeoJSON.Geometry, AreaProps> => ({
    type: 'Feature', geometry: { type: 'Polygon', coordinates: square(121.48, 31.23, 0.01) },
    properties: { id, code: String(id), level, layer: 'cityop', parent_id: parent, name_zh: `名${id}`, name_en: `Name ${id}`, ...more },
  })
  const areas = { type: 'FeatureCollection' as const, features: [area(1, 'subdistrict', null), area(2, 'circle', 1), area(3, 'segment', 2), area(4, 'segment', 2), area(5, 'point', 2), area(9, 'beat', 1, { layer: 'police' }), area(10, 'community', 1, { layer: 'admin' })] }

  it('knows the kinds', () => {
    expect(cellKind({ level: 'subdistrict' })).toBe('town')
    expect(cellKind({ level: 'town_centre' })).toBe('circle')
    expect(cellKind({ level: 'segment' })).toBe('segment')
    expect(cellKind({ level: 'point' })).toBe('spot')
    expect(cellKind({ level: 'beat' })).toBeNull()
  })
  it('takes state and number from the cases in them, and only of the grid the street works by', () => {
    const found = cellsOf(areas, [aCase('a', 'half', 0.6, [1, 2, 3]), aCase('b', 'over', 1.2, [1, 2, 4]), aCase('c', 'ample', 0.1, [1, 2, 3])])
    expect(found.segment.features.map((f) => [f.properties.id, f.properties.state, f.properties.open])).toEqual([[3, 'half', 2], [4, 'near', 1]])
    expect(found.circle.features[0]?.properties).toMatchObject({ open: 3, state: 'near' })
    expect(found.spot.features).toHaveLength(1)
  })
  it('finds the middle of a polygon', () => {
    const [x, y] = centreOf({ type: 'Polygon', coordinates: square(121, 31, 0.02) })
    expect(x).toBeCloseTo(121.01, 6)
    expect(y).toBeCloseTo(31.01, 6)
  })
})

describe('buildings', () => {
  const building = (id: number, x: number): Buildings['features'][number] => ({
    type: 'Feature', geometry: { type: 'Polygon', coordinates: square(x, 31.23, 0.0002) }, properties: { id, height_m: 10 },
  })
  const all: Buildings = { type: 'FeatureCollection', features: [building(1, 121.48), building(2, 121.4805)] }
  it('gives the building a point lies in, or the nearest within reach', () => {
    expect(buildingAt(all, [121.4801, 31.2301])?.properties.id).toBe(1)
    expect(buildingAt(all, [121.48042, 31.2301])?.properties.id).toBe(2)
    expect(buildingAt(all, [121.4901, 31.2301])).toBeNull()
  })
})

describe('marks at one place', () => {
  it('stand beside one another, the first where it belongs', () => {
    const spots = Array.from({ length: 12 }, (_, i) => ({ x: 100, y: 100, size: i % 2 ? 24 : 32 }))
    const moved = spread(spots)
    expect(moved[0]).toEqual([0, 0])
    const at = moved.map((by, i) => ({ x: 100 + (by?.[0] ?? NaN), y: 100 + (by?.[1] ?? NaN), size: spots[i]?.size ?? 0 }))
    const covered = at.flatMap((a, i) => at.slice(i + 1).filter((b) => Math.abs(a.x - b.x) < (a.size + b.size) / 2 && Math.abs(a.y - b.y) < (a.size + b.size) / 2))
    expect(covered).toEqual([])
  })
  it('are left to the list when there is no room, and stay where they are when there is', () => {
    expect(spread(Array.from({ length: 80 }, () => ({ x: 0, y: 0, size: 32 }))).filter((by) => by === null).length).toBeGreaterThan(0)
    expect(spread([{ x: 0, y: 0, size: 32 }, { x: 33, y: 0, size: 32 }])).toEqual([[0, 0], [0, 0]])
  })
})

describe('marks', () => {
  it('share pictures by icon, state and step of the ring', () => {
    expect(caseSprite('car', 'half', 0.512)).toBe('case|car|half|10')
    expect(caseSprite('car', 'over', 3)).toBe('case|car|over|20')
    expect(caseSprite('car', 'ample', -1)).toBe('case|car|ample|0')
  })
  it('draw the pressing case above the calm one', () => {
    const [first, second] = caseFeatures([aCase('a', 'ample', 0.1, []), aCase('b', 'near', 0.9, [])]).features
    expect(second?.properties.order).toBeGreaterThan(first?.properties.order ?? 1)
  })
  it('take the outlines of an icon from its component', () => {
    expect(iconPaths('car').length).toBeGreaterThan(1)
    expect(iconPaths('no such icon').length).toBeGreaterThan(0)
  })
  it('name a river once, in the water, away from the banks, in sight of the territory', () => {
    const river = (x: number, y: number, size: number, name?: string): GeoJSON.Feature => ({
      type: 'Feature', properties: name ? { name_zh: name, name_en: 'Huangpu River' } : {}, geometry: { type: 'Polygon', coordinates: square(x, y, size) },
    })
    const water: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [river(121.49, 31.23, 0.01, '黄浦江'), river(121.6, 31.3, 0.05, '黄浦江'), river(121.48, 31.23, 0.01)] }
    const [name, ...more] = waterNames(water, [121.48, 31.227, 121.492, 31.245]).features
    const [lon = 0, lat = 0] = name?.geometry.coordinates ?? []
    expect(more).toEqual([])
    expect(lon).toBeGreaterThan(121.4908)
    expect(lon).toBeLessThan(121.4992)
    expect(lat).toBeGreaterThan(31.2308)
    expect(lat).toBeLessThan(31.2392)
  })
})

it('the names of cells are placed before those of black spots and roads, which give way', () => {
  const order = streetStyle({ palette, lang: 'zh', flat: false, text: 16, counted: '' }).layers.map((layer) => layer.id)
  expect(['spot-name', 'road-name', 'other-name'].every((id) => order.indexOf(id) < order.indexOf('circle-name'))).toBe(true)
})
