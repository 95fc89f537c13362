// Marks and names as GeoJSON for the map's sources.
import type { Feature, FeatureCollection, Geometry, Point } from 'geojson'
import type { CaseMark, ClockState, DeviceMark, LngLat, PersonMark } from '../types'
import { centreOf } from './cells'
import { caseSprite, deviceSprite } from './sprites'

type Points<P> = FeatureCollection<Point, P>
const point = <P>(lon: number, lat: number, properties: P): Feature<Point, P> => ({
  type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] },
})

const WORST: Record<ClockState, number> = { ample: 0, paused: 0, half: 2, near: 3, over: 3 }

export function caseFeatures(cases: readonly CaseMark[]): Points<{ id: string; sprite: string; worst: number; order: number }> {
  return {
    type: 'FeatureCollection',
    features: cases.map((one) =>
      point(one.lon, one.lat, {
        id: one.id,
        sprite: caseSprite(one.icon, one.clock.paused ? 'paused' : one.clock.state, one.clock.share),
        worst: WORST[one.clock.state],
        // Later is drawn above: the most pressing case is never hidden by a calm one.
        order: one.clock.share,
      }),
    ),
  }
}

export function deviceFeatures(devices: readonly DeviceMark[]): Points<{ id: string; sprite: string }> {
  return { type: 'FeatureCollection', features: devices.map((d) => point(d.lon, d.lat, { id: d.id, sprite: deviceSprite(d.online) })) }
}

export function personFeatures(people: readonly PersonMark[]): Points<{ id: string }> {
  return { type: 'FeatureCollection', features: people.map((p) => point(p.lon, p.lat, { id: p.post_id })) }
}

/** One name per river or lake: at the centre of its largest part. */
export function waterNames(water: FeatureCollection): Points<{ name_zh: string; name_en: string }> {
  const best = new Map<string, { size: number; at: LngLat; en: string }>()
  for (const { geometry, properties } of water.features) {
    const zh = String(properties?.['name_zh'] ?? properties?.['name'] ?? '')
    if (!zh) continue
    for (const part of partsOf(geometry)) {
      const size = extent(part)
      if (size > (best.get(zh)?.size ?? 0)) best.set(zh, { size, at: centreOf(part), en: String(properties?.['name_en'] ?? properties?.['name:en'] ?? zh) })
    }
  }
  return { type: 'FeatureCollection', features: [...best].map(([zh, { at, en }]) => point(at[0], at[1], { name_zh: zh, name_en: en })) }
}

function partsOf(geometry: Geometry): Geometry[] {
  if (geometry.type === 'MultiPolygon') return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
  return geometry.type === 'Polygon' ? [geometry] : []
}

/** Size of a polygon's bounding box in square degrees; only for comparing. */
function extent(geometry: Geometry): number {
  if (geometry.type !== 'Polygon') return 0
  const ring = geometry.coordinates[0] ?? []
  const xs = ring.map((p) => p[0] ?? 0)
  const ys = ring.map((p) => p[1] ?? 0)
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys))
}
