// Where the phone is: asked once per use, told plainly when it is not known.
export interface Here {
  lon: number
  lat: number
  accuracy: number
}

/** The phone's position in WGS84, or null when it is refused, absent or slower than eight seconds. */
export function whereAmI(): Promise<Here | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 15_000 },
    )
  })
}

/** Metres between two points; good to a metre at street scale around 31° N. */
export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const x = (a.lon - b.lon) * 111_320 * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  const y = (a.lat - b.lat) * 110_900
  return Math.hypot(x, y)
}

/** 120 m, 1.4 km: as precise as a phone knows it. */
export const roughly = (metres: number): { n: number; unit: 'm' | 'km' } => (metres < 995 ? { n: Math.round(metres / 10) * 10, unit: 'm' } : { n: Math.round(metres / 100) / 10, unit: 'km' })
