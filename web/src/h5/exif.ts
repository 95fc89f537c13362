// Time and place of a photo: read from the JPEG the phone made, and written into the small one that is sent. Nothing else is kept.
export interface Taken {
  /** Local time of the camera, "2026:11:22 14:03:00". */
  at: string
  lon: number | null
  lat: number | null
}
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0]
const [TIME, OFFSET_TIME, EXIF_IFD, GPS_IFD] = [0x9003, 0x9011, 0x8769, 0x8825]
type Entry = { type: number; count: number; at: number }

/** Where the EXIF block of a JPEG begins (its TIFF header), or null. */
function block(view: DataView): DataView | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; at + 4 < view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at + 1) === 0xe1 && EXIF.every((byte, n) => view.getUint8(at + 4 + n) === byte)) return new DataView(view.buffer, view.byteOffset + at + 10)
    if (view.getUint8(at + 1) === 0xda) return null
  }
  return null
}

/** Time and place of a photo, or null where it says nothing (or is damaged). */
export function takenOf(bytes: ArrayBuffer): Taken | null {
  try {
    const tiff = block(new DataView(bytes))
    return tiff && readTiff(tiff)
  } catch {
    return null
  }
}

function readTiff(tiff: DataView): Taken | null {
  const little = tiff.getUint16(0) === 0x4949
  const u16 = (at: number): number => tiff.getUint16(at, little)
  const u32 = (at: number): number => tiff.getUint32(at, little)
  const entries = (at: number): Map<number, Entry> => new Map(Array.from({ length: u16(at) }, (_, n) => at + 2 + 12 * n).map((one) => [u16(one), { type: u16(one + 2), count: u32(one + 4), at: one + 8 }]))
  const text = (entry: Entry | undefined): string => {
    if (!entry) return ''
    const from = entry.count > 4 ? u32(entry.at) : entry.at
    return Array.from({ length: entry.count }, (_, n) => String.fromCharCode(tiff.getUint8(from + n))).join('').replace(/\0.*$/s, '')
  }
  const degrees = (value: Entry | undefined, side: string, negative: string): number | null => {
    if (!value || value.count < 3) return null
    const from = u32(value.at)
    const [d = 0, m = 0, s = 0] = [0, 8, 16].map((step) => u32(from + step) / (u32(from + step + 4) || 1))
    const found = d + m / 60 + s / 3600
    return Number.isFinite(found) && (found || side) ? (side === negative ? -found : found) : null
  }
  const root = entries(u32(4))
  const [detail, gps] = [EXIF_IFD, GPS_IFD].map((tag) => { const found = root.get(tag); return found ? entries(u32(found.at)) : new Map<number, Entry>() })
  const at = text(detail?.get(TIME)) || text(root.get(0x132))
  const lat = degrees(gps?.get(2), text(gps?.get(1)), 'S')
  const lon = degrees(gps?.get(4), text(gps?.get(3)), 'W')
  const placed = lat !== null && lon !== null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0)
  return at || placed ? { at, lon: placed ? lon : null, lat: placed ? lat : null } : null
}

/** What a photo taken this moment in this page says: the street's time (China has one zone) and where the phone is. */
export function takenNow(now: Date, here: { lon: number; lat: number } | null): Taken {
  const local = new Date(now.getTime() + 8 * 3_600_000).toISOString()
  return { at: `${local.slice(0, 10).replaceAll('-', ':')} ${local.slice(11, 19)}`, lon: here?.lon ?? null, lat: here?.lat ?? null }
}

/** The JPEG with time and place in front; anything that is no JPEG comes back as it is. */
export async function withTaken(photo: Blob, taken: Taken | null): Promise<Blob> {
  if (!taken || photo.type !== 'image/jpeg') return photo
  const bytes = new Uint8Array(await photo.arrayBuffer())
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return photo
  const tiff = tiffOf(taken)
  const head = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, (tiff.length + 8) >> 8, (tiff.length + 8) & 255, ...EXIF])
  return new Blob([head, tiff, bytes.subarray(2)], { type: 'image/jpeg' })
}

/** A TIFF block with DateTimeOriginal, its offset and the place in thousandths of a second of arc. */
function tiffOf(taken: Taken): Uint8Array<ArrayBuffer> {
  const out: number[] = []
  const u16 = (n: number): void => void out.push(n >> 8, n & 255)
  const u32 = (n: number): void => void out.push(n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255)
  const ascii = (text: string): void => void out.push(...[...text].map((one) => one.charCodeAt(0)), 0)
  const entry = (tag: number, type: number, count: number, value: number): void => { u16(tag); u16(type); u32(count); u32(value) }
  const placed = taken.lon !== null && taken.lat !== null
  const timed = /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(taken.at)
  const [pointers, times] = [(timed ? 1 : 0) + (placed ? 1 : 0), timed ? 2 : 0]
  const afterRoot = 8 + 2 + 12 * pointers + 4
  const afterTimes = timed ? afterRoot + 2 + 12 * times + 4 + 20 + 8 : afterRoot
  ascii('MM'); out.pop(); u16(42); u32(8)
  u16(pointers)
  if (timed) entry(EXIF_IFD, 4, 1, afterRoot)
  if (placed) entry(GPS_IFD, 4, 1, afterTimes)
  u32(0)
  if (timed) {
    const data = afterRoot + 2 + 12 * times + 4
    u16(times); entry(TIME, 2, 20, data); entry(OFFSET_TIME, 2, 7, data + 20); u32(0)
    ascii(taken.at); ascii('+08:00'); out.push(0)
  }
  if (placed) place(taken.lon ?? 0, taken.lat ?? 0, afterTimes, { u16, u32, entry })
  return new Uint8Array(out)
}

interface Pen { u16: (n: number) => void; u32: (n: number) => void; entry: (tag: number, type: number, count: number, value: number) => void }
function place(lon: number, lat: number, at: number, pen: Pen): void {
  const data = at + 2 + 12 * 4 + 4
  const side = (letter: string): number => letter.charCodeAt(0) << 24
  pen.u16(4)
  pen.entry(1, 2, 2, side(lat < 0 ? 'S' : 'N')); pen.entry(2, 5, 3, data)
  pen.entry(3, 2, 2, side(lon < 0 ? 'W' : 'E')); pen.entry(4, 5, 3, data + 24)
  pen.u32(0)
  for (const degrees of [Math.abs(lat), Math.abs(lon)]) {
    const seconds = Math.round(degrees * 3_600_000)
    for (const [n, d] of [[Math.floor(seconds / 3_600_000), 1], [Math.floor(seconds / 60_000) % 60, 1], [seconds % 60_000, 1000]]) { pen.u32(n ?? 0); pen.u32(d ?? 1) }
  }
}
