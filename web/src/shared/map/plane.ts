// Plane geometry for a street: point in polygon, metres to an outline. Right to a hand's breadth within a few kilometres.
import type { Geometry, Position } from 'geojson'
import type { LngLat } from '../types'

const METRES_PER_DEGREE = 111_320

/** The polygons of a geometry, each as outer ring and holes; none for lines and points. */
export function polygonsOf(geometry: Geometry): Position[][][] {
  if (geometry.type === 'Polygon') return [geometry.coordinates]
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : []
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

/** Whether a point lies in a polygon given as outer ring and holes. */
export function pointInRings(point: LngLat, [outer = [], ...holes]: Position[][]): boolean {
  return inRing(point, outer) && !holes.some((hole) => inRing(point, hole))
}

function toSegment([x, y]: LngLat, a: Position, b: Position): number {
  const k = Math.cos((y * Math.PI) / 180)
  const [ax, ay] = [((a[0] ?? 0) - x) * k, (a[1] ?? 0) - y]
  const [dx, dy] = [((b[0] ?? 0) - x) * k - ax, (b[1] ?? 0) - y - ay]
  const along = dx || dy ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy))) : 0
  return Math.hypot(ax + along * dx, ay + along * dy) * METRES_PER_DEGREE
}

/** Metres from a point to the nearest place of a ring's outline; Infinity for an empty ring. */
export function metresToRing(point: LngLat, ring: Position[]): number {
  let least = Infinity
  for (let i = 1; i < ring.length; i += 1) least = Math.min(least, toSegment(point, ring[i - 1] ?? [], ring[i] ?? []))
  return least
}
