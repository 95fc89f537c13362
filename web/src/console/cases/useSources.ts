// The drawn sign of each way a problem can come in.
const ICONS: Record<string, string> = {
  camera: 'device-cctv', sensor: 'activity', patrol: 'walk', resident: 'user', hotline: 'phone', leader: 'users', merchant: 'building-store', meeting: 'notes', open311: 'device-mobile', other: 'note',
}
export const sourceIcon = (source: string): string => ICONS[source] ?? 'circle-dot'
