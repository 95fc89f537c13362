// Dev server only: WEIGE_MOCK=<folder with data/osm_shanghai and look/cells.js> answers the cockpit's addresses with invented
// cases on the real map, so that the screen can be worked on without a database. Never part of the build.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'

const SPEED = 20
const START = Date.parse('2026-11-21T07:00:00Z')
const real = Date.now()
const now = (): number => START + (Date.now() - real) * SPEED
const iso = (ms: number): string => new Date(ms).toISOString()
const MINUTE = 60_000

/* eslint-disable @typescript-eslint/no-explicit-any -- throw-away shapes of raw files */
async function build(folder: string): Promise<Record<string, (query: URLSearchParams) => unknown>> {
  const read = (name: string): any => JSON.parse(readFileSync(join(folder, 'data/osm_shanghai', `${name}.geojson`), 'utf8'))
  const { TOWN, CIRCLES, SEGMENTS } = await import(pathToFileURL(join(folder, 'look/cells.js')).href) as any
  const ring: number[][] = TOWN.geometry.coordinates[0]
  const inside = (x: number, y: number): boolean => {
    let c = false
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [a = 0, b = 0] = ring[i] ?? [], [u = 0, v = 0] = ring[j] ?? []
      if (b > y !== v > y && x < ((u - a) * (y - b)) / (v - b) + a) c = !c
    }
    return c
  }
  const area = (f: any, id: number, level: string, parent: number | null): any => ({ ...f, properties: { id, code: f.properties.id ?? 'S', level, layer: 'cityop', parent_id: parent, name_zh: f.properties.name, name_en: f.properties.id ?? 'Street' } })
  const areas = { type: 'FeatureCollection', features: [area(TOWN, 1, 'subdistrict', null), ...CIRCLES.features.map((f: any, i: number) => area(f, 10 + i, 'circle', 1)), ...SEGMENTS.features.map((f: any, i: number) => area(f, 100 + i, 'segment', 10))] }
  const buildings = read('buildings').features.filter((f: any) => f.geometry.type !== 'Point').map((f: any) => {
    const r = f.geometry.type === 'Polygon' ? f.geometry.coordinates[0] : f.geometry.coordinates[0][0]
    const own = inside(r.reduce((s: number, p: any) => s + p[0], 0) / r.length, r.reduce((s: number, p: any) => s + p[1], 0) / r.length)
    return { ...f, properties: { id: f.properties.id, name_zh: f.properties.name ?? '', name_en: f.properties.name ?? '', height_m: f.properties.height ?? (own ? 15 : 24), own } }
  })
  const clock = (share: number): any => ({ state: share >= 1 ? 'over' : share >= 0.8 ? 'near' : share >= 0.5 ? 'half' : 'ample', share, due_at: iso(now() + (1 - share) * 120 * MINUTE), paused: false, unit: 'urgent_hour' })
  const spots: [number, number, string, number, number[]][] = [[121.4841, 31.24062, 'building-store', 0.86, [1, 11, 105]], [121.4847, 31.23568, 'car', 0.58, [1, 12, 109]], [121.4858, 31.2332, 'droplet', 0.21, [1]], [121.4869, 31.22985, 'building-store', 0.62, [1, 13, 116]], [121.4826, 31.2393, 'trash', 1.2, [1, 11, 106]], [121.4838, 31.2437, 'traffic-cone', 0.35, [1, 10]], [121.4902, 31.2309, 'car', 0.3, [1, 13]], [121.4823, 31.2427, 'speakerphone', 0.44, [1, 10]], [121.4883, 31.22985, 'building-store', 0.9, [1, 13]]]
  const warnings = [{ id: 'w1', lon: 121.48493, lat: 31.23681, level: 'orange', title_zh: '元芳弄 7 号北山墙 倾斜 5.8‰', title_en: 'North gable of Yuanfang Lane 7: tilt 5.8‰', scenario: 'tilt', state: 'open', icon: 'angle', opened_at: iso(START - 31 * MINUTE) }, { id: 'w2', lon: 121.4818, lat: 31.2436, level: 'yellow', title_zh: '北京东路 机动车停放 12 分', title_en: 'Parked 12 min on East Beijing Road', scenario: 'parking', state: 'confirmed', icon: 'car', opened_at: iso(START - 12 * MINUTE) }]
  const logs = [['file-plus', '预警转案 店外经营', '09005 · 南京东路 · 截止 17:22', 'neutral'], ['run', '综合执法队二组 到达 花语门前', '09005 店外经营 · 南京东路 · 发现后 3 分', 'neutral'], ['circle-check', '结案 垃圾箱满溢', '06042 · 汉口路 · 用时 1:08 工作时', 'ok'], ['car', '机动车乱停放 停留 12 分', '09009 · 广东路 3 号带 · 车牌已遮盖', 'yellow']] as const
  const log = (n: number, at: number): any => {
    const [icon, text, detail, tone] = logs[n % logs.length] ?? logs[0]
    return { cursor: String(n), at: iso(at), kind: 'cases.filed', subject: `case:${n}`, text_zh: text, text_en: `Event ${n}: ${icon}`, detail_zh: detail, detail_en: detail, icon, tone }
  }
  const reading = [5.31, 5.32, 5.3, 5.33, 5.34, 5.33, 5.35, 5.36, 5.35, 5.37, 5.38, 5.37, 5.4, 5.41, 5.4, 5.42, 5.44, 5.43, 5.46, 5.45, 5.47, 5.49, 5.5, 5.52, 5.51, 5.54, 5.55, 5.57, 5.58, 5.57, 5.59, 5.6, 5.63, 5.67, 5.72, 5.77, 5.8]
  return {
    '/healthz': () => ({ status: 'ok', time: iso(now()), speed: SPEED, version: 'dev', demo: true }),
    '/api/auth/me': () => ({ user: { id: '1', username: 'duty', name: '值班长' }, posts: [], verbs: ['warning.confirm', 'warning.dismiss', 'case.list'], language: 'zh', demo: true, street: { code: '310101999', name_zh: '外滩示范街道', name_en: 'Bund Demonstration Street' } }),
    '/api/auth/logout': () => ({}),
    '/api/cockpit/map': () => ({ bounds: [121.4813, 31.227, 121.4926, 31.2456], center: [121.486, 31.2352], bearing: 36, areas, water: read('water'), green: { type: 'FeatureCollection', features: read('landuse').features.filter((f: any) => ['park', 'garden', 'grass', 'forest', 'wood', 'pitch', 'scrub'].includes(f.properties.kind)) }, roads: { type: 'FeatureCollection', features: read('roads').features.filter((f: any) => !f.properties.is_tunnel && !['rail', 'ferry'].includes(f.properties.kind)) }, attribution: '© OpenStreetMap contributors' }),
    '/api/buildings.geojson': (query) => ({ type: 'FeatureCollection', features: buildings.filter((f: any) => f.properties.own === (query.get('scope') === 'own')) }),
    '/api/cockpit/marks': () => ({ cases: spots.map(([lon, lat, icon, share, cells], n) => ({ id: `c${n}`, number: `2026-${n}`, lon, lat, title: '店外经营 花语门前', matter_code: '09005', matter_zh: '店外经营', matter_en: 'Goods on the pavement', icon, state: 'acting', clock: clock(share), cells })), warnings, devices: spots.map(([lon, lat], n) => ({ id: `d${n}`, code: `C-${n}`, kind: 'camera', lon: lon + 4e-4, lat: lat + 2e-4, online: n % 4 > 0 })), people: spots.slice(0, 6).map(([lon, lat], n) => ({ post_id: `p${n}`, name_zh: `网格员 ${n}`, name_en: `Worker ${n}`, lon: lon + 3e-4, lat: lat - 2e-4, area: null })) }),
    '/api/cockpit/summary': () => ({ open_cases: 37, today: { filed: 64, closed: 71, first_response_median_min: 6 }, hourly_open: [42, 41, 40, 40, 39, 38, 38, 40, 46, 52, 55, 54, 51, 47, 44, 46, 49, 50, 47, 44, 42, 40, 38, 37], unconfirmed_warnings: 3, near: 4, overdue: 1, lists: [{ key: 'overdue', count: 1, filter: { clock: 'over' } }, { key: 'returned', count: 2, filter: { returned: 'yes' } }], devices: [{ kind: 'camera', zh: '摄像头', en: 'Cameras', total: 420, online: 418, offline: 2 }, { kind: 'tilt', zh: '倾斜 裂缝', en: 'Tilt', total: 86, online: 86, offline: 0 }], force: { on_duty: 9, planned: 14 }, loop: ['sense', 'warn', 'file', 'dispatch', 'act', 'verify', 'close', 'learn'].map((stage, n) => ({ stage, count: [18402, 17, 64, 9, 37, 6, 71, 2][n], note_key: ['per_hour', 'unconfirmed', 'median_min', '', 'near', '', 'on_time_pct', ''][n], note_value: [null, 3, 4, null, 4, null, 98.6, null][n], alert: n === 4 })), timeline: Array.from({ length: 24 }, (_, i) => ({ hour: iso(Math.floor(now() / 3_600_000) * 3_600_000 - (23 - i) * 3_600_000), count: Math.round(12 + 10 * Math.sin(i / 3)), warnings: i % 5 === 0 ? [{ at: iso(now() - (23 - i) * 3_600_000), level: 'yellow' }] : [] })), as_of: iso(now()) }),
    '/api/cockpit/recent': () => ({ items: Array.from({ length: 12 }, (_, n) => log(100 - n, now() - n * 3 * MINUTE)) }),
    '/api/warnings/w1': () => ({ id: 'w1', level: 'orange', state: 'open', title_zh: '元芳弄 7 号北山墙 倾斜 5.8‰', title_en: 'North gable of Yuanfang Lane 7: tilt 5.8‰', scenario: { id: 'tilt', name_zh: '老房倾斜', name_en: 'Tilting house', version: 3 }, device: { code: 'QX-031', name_zh: '倾斜监测', name_en: 'Tilt sensor', kind: 'tilt' }, place: { zh: '元芳弄 7 号', en: 'Yuanfang Lane 7', lon: 121.48493, lat: 31.23681 }, opened_at: iso(START - 31 * MINUTE), last_at: iso(now()), count: 6, explain: { rule_zh: '≥ 限值 80% 满 30 分钟，限值 7.0‰ 已签认', rule_en: 'At 80 % of the limit or more for 30 minutes', version: 3, readings: reading.map((value, i) => ({ at: iso(START - (36 - i) * 10 * MINUTE), value })), unit: '‰', limits: [{ level: 'red', value: 7 }, { level: 'orange', value: 5.6 }, { level: 'yellow', value: 4.2 }], fired: { from: iso(START - 50 * MINUTE), to: iso(START) }, pictures: [], corroboration: [{ zh: '裂缝 CK-07 宽 +0.3 mm，周边无施工备案', en: 'Crack CK-07 wider by 0.3 mm; no works registered nearby' }], excluded: [{ zh: '设备自检正常，校准有效，不在静默期', en: 'Self-test passed, calibration valid, not silenced' }], told: [{ zh: '值班席', en: 'Duty desk', at: iso(START), read: true }, { zh: '网格员', en: 'Grid worker', at: iso(START), read: false }] }, case_id: null, actions: ['confirm', 'dismiss'] }),
    '/api/warnings/w1/confirm': () => ({}),
    'log': (query) => log(Number(query.get('n')), now()),
  }
}
/* eslint-enable @typescript-eslint/no-explicit-any */

type Answers = Awaited<ReturnType<typeof build>>

function stream(answers: Answers, res: ServerResponse): void {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  res.write(': hello\n\n')
  let n = 101
  const beat = setInterval(() => res.write(': beat\n\n'), 10_000)
  const talk = setInterval(() => {
    res.write(`id: ${n}\nevent: log\ndata: ${JSON.stringify(answers['log']?.(new URLSearchParams({ n: String(n) })))}\n\n`)
    n += 1
  }, 4000)
  res.on('close', () => (clearInterval(beat), clearInterval(talk)))
}

export function devMock(folder: string): Plugin {
  const ready = build(folder)
  return {
    name: 'weige-dev-mock',
    configureServer(server) {
      server.middlewares.use((req: IncomingMessage, res: ServerResponse, next: () => void) => {
        const url = new URL(req.url ?? '/', 'http://localhost')
        void ready.then((answers) => {
          if (url.pathname === '/api/stream') return stream(answers, res)
          const answer = answers[url.pathname]
          if (!answer) return next()
          res.setHeader('Content-Type', 'application/json')
          res.end(JSON.stringify(answer(url.searchParams)))
        })
      })
    },
  }
}
