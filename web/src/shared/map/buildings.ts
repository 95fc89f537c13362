// Finds the building a point belongs to, for lighting it: the one it lies in, else the nearest outline within a few metres.
import type { Feature, Geometry } from 'geojson'
import type { BuildingProps, Buildings, LngLat } from '../types'
import { metresToRing, pointInRings, polygonsOf } from './plane'

type Building = Feature<Geometry, BuildingProps>

/** The building at a point, or null when none lies within `reach` metres. */
export function buildingAt(buildings: Buildings, point: LngLat, reach = 15): Building | null {
  let best: Building | null = null
  let least = reach
  for (const one of buildings.features) {
    for (const rings of polygonsOf(one.geometry)) {
      if (pointInRings(point, rings)) return one
      const away = metresToRing(point, rings[0] ?? [])
      if (away < least) [best, least] = [one, away]
    }
  }
  return best
}
