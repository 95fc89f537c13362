// Finds the building a point belongs to, for lighting it: the one it lies in, else the nearest outline within a few metres.
import type { Feature, Geometry, Position } from 'geojson'
import type { BuildingProps, Buildings, LngLat } from '../types'

type Building = Feature<Geometry, BuildingProps>
const METRES_PER_DEGREE = 111_320

function rings(geometry: Geometry): Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}

function inRing([x, y]: LngLat, ring: Position[]): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[j] ?? []
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

/** Metres from a point to a segment, on a plane around the point; right within a street. */
function toSegment([x, y]: LngLat, a: Position, b: Position): number {
  const k = Math.cos((y * Math.PI) / 180)
  const [ax, ay] = [((a[0] ?? 0) - x) * k, (a[1] ?? 0) - y]
  const [dx, dy] = [((b[0] ?? 0) - x) * k - ax, (b[1] ?? 0) - y - ay]
  const along = dx || dy ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy))) : 0
  return Math.hypot(ax + along * dx, ay + along * dy) * METRES_PER_DEGREE
}

function distance(point: LngLat, ring: Position[]): number {
  let least = Infinity
  for (let i = 1; i < ring.length; i += 1) least = Math.min(least, toSegment(point, ring[i - 1] ?? [], ring[i] ?? []))
  return least
}

/** The building at a point, or null when none lies within `reach` metres. */
export function buildingAt(buildings: Buildings, point: LngLat, reach = 15): Building | null {
  let best: Building | null = null
  let least = reach
  for (const one of buildings.features) {
    const [outer = [], ...holes] = rings(one.geometry)
    if (inRing(point, outer) && !holes.some((hole) => inRing(point, hole))) return one
    const away = distance(point, outer)
    if (away < least) [best, least] = [one, away]
  }
  return best
}
