// The devices in service as the wall has them: short rows from the server, sent and read again only when one of them changed.
import { send } from '@/shared/api'
import type { DeviceMark, DeviceState } from '@/shared/types'

/** The states by the number a row carries. */
const STATES: readonly DeviceState[] = ['new', 'online', 'offline']

/** GET /api/cockpit/devices; the kind of a row is an index into kinds. */
export interface DeviceTable {
  kinds: string[]
  rows: [id: number, code: string, kind: number, lon: number, lat: number, state: number, building: string | null][]
}

export function devicesOf(table: DeviceTable): DeviceMark[] {
  return table.rows.map(([id, code, kind, lon, lat, state, building]) => ({ id, code, kind: table.kinds[kind] ?? '', lon, lat, state: STATES[state] ?? 'new', building }))
}

/** Asks for the devices; what comes back under the same tag as before is the very list of before, not read again. */
export function deviceReader(): (signal: AbortSignal) => Promise<DeviceMark[]> {
  let kept: { tag: string; devices: DeviceMark[] } | null = null
  return async (signal) => {
    const answer = await send('/api/cockpit/devices', { signal })
    const tag = answer.headers.get('ETag')
    if (kept && kept.tag === tag) return kept.devices
    const devices = devicesOf((await answer.json()) as DeviceTable)
    kept = tag ? { tag, devices } : null
    return devices
  }
}
