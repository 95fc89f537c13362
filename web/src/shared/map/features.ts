// Marks and names as GeoJSON for the map's sources.
import type { Feature, FeatureCollection, Point, Position } from 'geojson'
import type { Bounds, CaseMark, ClockState, DeviceMark, LngLat, PersonMark } from '../types'
import { metresToRing, pointInRings, polygonsOf } from './plane'
import { caseSprite, deviceSprite, RING_STEPS } from './sprites'

type Points<P> = FeatureCollection<Point, P>
const point = <P>(lon: number, lat: number, properties: P): Feature<Point, P> => ({
  type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] },
})

const WORST: Record<ClockState, number> = { ample: 0, paused: 0, half: 2, late: 2, near: 3, over: 3 }

export function caseFeatures(cases: readonly CaseMark[]): Points<{ id: string; sprite: string; worst: number; order: number }> {
  return {
    type: 'FeatureCollection',
    features: cases.map((one) => {
      // Before any limit is set the ring is empty.
      const { state, share } = one.clock ?? { state: 'ample' as const, share: 0 }
      // In the ring's steps: within one nothing changes on the map, and it is not drawn anew. Later is drawn above: the most pressing case is never hidden by a calm one.
      return point(one.lon, one.lat, { id: one.id, sprite: caseSprite(one.icon, one.clock?.paused ? 'paused' : state, share), worst: WORST[state], order: Math.round(share * RING_STEPS) })
    }),
  }
}

export function deviceFeatures(devices: readonly DeviceMark[]): Points<{ id: number; sprite: string }> {
  return { type: 'FeatureCollection', features: devices.map((d) => point(d.lon, d.lat, { id: d.id, sprite: deviceSprite(d.state === 'online') })) }
}

export function personFeatures(people: readonly PersonMark[]): Points<{ id: number }> {
  return { type: 'FeatureCollection', features: people.map((p) => point(p.lon, p.lat, { id: p.post_id })) }
}

const GRID = 28
/** Beyond this distance from a bank more room does not make a better place for a name (metres). */
const ROOM = 200

/**
 * One name per river or lake, written where it has room and is in sight: the best point of a coarse grid over the
 * territory and its surroundings, far from the banks and near the middle of the territory.
 */
export function waterNames(water: FeatureCollection, [west, south, east, north]: Bounds): Points<{ name_zh: string; name_en: string }> {
  const parts = new Map<string, { en: string; shapes: Position[][][] }>()
  for (const { geometry, properties } of water.features) {
    const zh = String(properties?.['name_zh'] ?? properties?.['name'] ?? '')
    if (!zh) continue
    const entry = parts.get(zh) ?? { en: String(properties?.['name_en'] ?? properties?.['name:en'] ?? zh), shapes: [] }
    entry.shapes.push(...polygonsOf(geometry))
    parts.set(zh, entry)
  }
  const middle: LngLat = [(west + east) / 2, (south + north) / 2]
  const reach: LngLat = [(east - west) * 0.85, (north - south) * 0.85]
  return {
    type: 'FeatureCollection',
    features: [...parts].flatMap(([zh, { en, shapes }]) => {
      const at = roomiest(shapes, middle, reach)
      return at ? [point(at[0], at[1], { name_zh: zh, name_en: en })] : []
    }),
  }
}

function roomiest(shapes: Position[][][], middle: LngLat, reach: LngLat): LngLat | null {
  let best: LngLat | null = null
  let most = -Infinity
  for (let i = 0; i <= GRID; i += 1) {
    for (let j = 0; j <= GRID; j += 1) {
      const [u, v] = [(2 * i) / GRID - 1, (2 * j) / GRID - 1]
      const at: LngLat = [middle[0] + u * reach[0], middle[1] + v * reach[1]]
      const shape = shapes.find((rings) => pointInRings(at, rings))
      if (!shape) continue
      const room = Math.min(ROOM, ...shape.map((ring) => metresToRing(at, ring)))
      const score = room - 60 * Math.hypot(u, v)
      if (score > most) [best, most] = [at, score]
    }
  }
  return best
}

