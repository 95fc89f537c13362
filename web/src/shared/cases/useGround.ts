// The still parts of the street's map, fetched once per page; and the same map narrowed to a place.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '../api'
import { useMe } from '../me'
import type { Buildings, CockpitMap } from '../types'

/** The map of the street for those who may list its areas; with `houses` its buildings too. */
export function useGround(houses = false) {
  const { may } = useMe()
  const base = useQuery({
    queryKey: ['map'],
    queryFn: ({ signal }) => api.get<CockpitMap>('/api/cockpit/map', { signal }),
    staleTime: Infinity,
    enabled: computed(() => may('area.list')),
  })
  const own = useQuery({
    queryKey: ['buildings'],
    queryFn: ({ signal }) => api.get<Buildings>('/api/buildings.geojson', { signal, query: { scope: 'own' } }),
    staleTime: Infinity,
    enabled: computed(() => houses && may('building.list')),
  })
  return { base: base.data, own: own.data }
}

/** The map around some points, with room at the edges (degrees); null without map or points. */
export function around(map: CockpitMap | undefined, points: readonly { lon: number; lat: number }[], pad: number): CockpitMap | null {
  if (!map || !points.length) return null
  const lons = points.map((point) => point.lon)
  const lats = points.map((point) => point.lat)
  const [west, south, east, north] = [Math.min(...lons) - pad, Math.min(...lats) - pad, Math.max(...lons) + pad, Math.max(...lats) + pad]
  return { ...map, center: [(west + east) / 2, (south + north) / 2], bounds: [west, south, east, north] }
}
