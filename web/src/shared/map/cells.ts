// Cells of the grid on the map: what kind each area is, its state from the worst clock in it, names with counts.
import type { Feature, FeatureCollection, Geometry, Point, Position } from 'geojson'
import type { AreaProps, CaseMark, ClockState, LngLat } from '../types'

export type CellKind = 'town' | 'circle' | 'segment' | 'spot'
export type CellState = '' | 'half' | 'near'

export interface CellProps {
  id: number
  kind: CellKind
  code: string
  name_zh: string
  name_en: string
  state: CellState
  open: number
  /** Where the server would write the name. */
  label: LngLat | null
}

/** Levels of the grid the street works by (1+4+18+X); areas of other systems are for comparison views and not drawn here. */
const KIND_OF: Record<string, CellKind> = { subdistrict: 'town', circle: 'circle', town_centre: 'circle', segment: 'segment', point: 'spot' }

export const cellKind = (props: Pick<AreaProps, 'level'>): CellKind | null => KIND_OF[props.level] ?? null

const WORST: Record<ClockState, number> = { over: 3, near: 3, late: 2, half: 2, ample: 0, paused: 0 }

/** Per area id: open cases and the worst clock, from the cells the server says each case lies in. */
export function loadOf(cases: readonly CaseMark[]): Map<number, { open: number; worst: number }> {
  const found = new Map<number, { open: number; worst: number }>()
  for (const one of cases) {
    for (const id of one.cells ?? []) {
      const entry = found.get(id) ?? { open: 0, worst: 0 }
      found.set(id, { open: entry.open + 1, worst: Math.max(entry.worst, one.clock ? WORST[one.clock.state] : 0) })
    }
  }
  return found
}

const stateOf = (worst: number): CellState => (worst >= 3 ? 'near' : worst === 2 ? 'half' : '')

/** The areas by kind, with state and number of open cases. Lines are left out: their ribbons come as polygons. */
export function cellsOf(areas: FeatureCollection<Geometry, AreaProps>, cases: readonly CaseMark[]): Record<CellKind, FeatureCollection<Geometry, CellProps>> {
  const load = loadOf(cases)
  const kinds: Record<CellKind, Feature<Geometry, CellProps>[]> = { town: [], circle: [], segment: [], spot: [] }
  for (const { properties: p, geometry } of areas.features) {
    const kind = geometry.type.endsWith('LineString') ? null : cellKind(p)
    if (!kind) continue
    const { open, worst } = load.get(p.id) ?? { open: 0, worst: 0 }
    kinds[kind].push({
      type: 'Feature',
      id: p.id,
      geometry,
      properties: { id: p.id, kind, code: p.code, name_zh: p.name_zh, name_en: p.name_en, state: stateOf(worst), open, label: p.label ?? null },
    })
  }
  const collection = (kind: CellKind): FeatureCollection<Geometry, CellProps> => ({ type: 'FeatureCollection', features: kinds[kind] })
  return { town: collection('town'), circle: collection('circle'), segment: collection('segment'), spot: collection('spot') }
}

export function positionsOf(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case 'Point': return [geometry.coordinates]
    case 'MultiPoint':
    case 'LineString': return geometry.coordinates
    case 'MultiLineString':
    case 'Polygon': return geometry.coordinates.flat()
    case 'MultiPolygon': return geometry.coordinates.flat(2)
    case 'GeometryCollection': return geometry.geometries.flatMap(positionsOf)
  }
}

/** A point to write a name at: the area-weighted centre of a polygon's outer ring, else the middle of its positions. */
export function centreOf(geometry: Geometry): LngLat {
  const ring = geometry.type === 'Polygon' ? geometry.coordinates[0]
    : geometry.type === 'MultiPolygon' ? geometry.coordinates.map((p) => p[0] ?? []).sort((a, b) => b.length - a.length)[0] : undefined
  if (ring && ring.length > 3) {
    let [area, x, y] = [0, 0, 0]
    const [ox = 0, oy = 0] = ring[0] ?? []
    for (let i = 0; i + 1 < ring.length; i += 1) {
      const [ax = 0, ay = 0] = ring[i] ?? []
      const [bx = 0, by = 0] = ring[i + 1] ?? []
      const cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
      area += cross
      x += (ax + bx - 2 * ox) * cross
      y += (ay + by - 2 * oy) * cross
    }
    if (area !== 0) return [ox + x / (3 * area), oy + y / (3 * area)]
  }
  const all = positionsOf(geometry)
  const sum = all.reduce<LngLat>((s, [x = 0, y = 0]) => [s[0] + x, s[1] + y], [0, 0])
  return [sum[0] / (all.length || 1), sum[1] / (all.length || 1)]
}

export function namesOf(cells: FeatureCollection<Geometry, CellProps>): FeatureCollection<Point, CellProps> {
  return {
    type: 'FeatureCollection',
    features: cells.features.map((f) => ({ type: 'Feature', properties: f.properties, geometry: { type: 'Point', coordinates: f.properties.label ?? centreOf(f.geometry) } })),
  }
}
