// Every screen there is: who looks at it, its address as the router writes it, and how a thing to show is found.
import { readFileSync } from 'node:fs'

const first = (found) => found?.items?.[0]
const at = (who, path, key) => async (demo) => {
  const row = first(await demo.ask(who, path))
  return row && { [key]: row[key] }
}
const one = (who, path) => at(who, path, 'id')
const coded = (who, path) => at(who, path, 'code')
const device = (kind) => async () => ({ id: kind })
/** A link's address, without the host: /l#token. */
const local = (address) => address && address.replace(/^https?:\/\/[^/]+/, '')

/** [name, who, address as in the router, what fills it in, after which the page is changed: act(page)]. */
export const DESK_SCREENS = [
  ['cases', 'dispatcher', '/cases'],
  ['case', 'dispatcher', '/cases/:id', async (demo) => ({ id: (await demo.ask('dispatcher', '/api/cases?open=true&limit=100')).items.find((row) => row.evidence_count > 0 && row.state === 'handling')?.id ?? (await demo.ask('dispatcher', '/api/cases?limit=1')).items[0].id })],
  ['warnings', 'duty', '/warnings'],
  ['warning', 'duty', '/warnings/:id', one('duty', '/api/warnings?state=open&limit=1')],
  ['devices', 'duty', '/devices'],
  ['device', 'duty', '/devices/:id', device('CAM-L08-1')],
  ['device-page', 'duty', '/device/:id', device('QX-001')],
  ['building', 'duty', '/buildings/:code', async (demo) => ({ code: (await demo.ask('duty', '/api/devices?kind=tilt&limit=20')).items.map((row) => row.building?.code ?? row.building).find(Boolean) })],
  ['place', 'duty', '/places/:kind/:id', async (demo) => ({ kind: 'shop', id: first(await demo.ask('duty', '/api/shops'))?.code })],
  ['tags', 'duty', '/tags'],
  ['fleet', 'duty', '/fleet'],
  ['register', 'admin', '/register'],
  ['zones', 'admin', '/zones/:id', device('CAM-L08-1')],
  ['review', 'duty', '/review'],
  ['precision', 'duty', '/precision'],
  ['quarantine', 'admin', '/quarantine'],
  ['quarantined', 'admin', '/quarantine/:id', one('admin', '/api/quarantine?limit=1')],
  ['silences', 'duty', '/silences'],
  ['hotline', 'duty', '/hotline'],
  ['hotline-order', 'duty', '/hotline/:id', one('duty', '/api/hotline/orders?limit=1')],
  ['duty', 'duty', '/duty'],
  ['routing', 'admin', '/routing'],
  ['spots', 'duty', '/spots'],
  ['spot', 'duty', '/spots/:id', one('duty', '/api/spots?limit=1')],
  ['office', 'admin', '/office'],
  ['office-grants', 'admin', '/office/grants', null, null, '?person=worker08'],
  ['office-cells', 'admin', '/office/cells/:id?', async (demo) => ({ id: (first(await demo.ask('admin', '/api/territory/plans')) ?? (await demo.ask('admin', '/api/territory/plans', { layer: 'cityop', title: '演示：调整路段界线' })))?.id })],
  ['office-calendar', 'admin', '/office/calendar'],
  ['office-table', 'admin', '/office/tables/:table/:rowKey?', async (demo) => ({ table: (await demo.ask('admin', '/api/office/tables')).items.find((line) => !line.page)?.code })],
  ['offer', 'duty', '/offer'],
  ['offered', 'duty', '/offer/:code', coded('duty', '/api/open311/services')],
  ['brief', 'duty', '/brief'],
  ['evaluation', 'duty', '/evaluation'],
  ['scenarios', 'duty', '/scenarios'],
  ['scenario', 'duty', '/scenarios/:id', async () => ({ id: 'goods-on-pavement' })],
  ['scenario-text', 'duty', '/scenarios/:id/text', async () => ({ id: 'goods-on-pavement' })],
  ['papers', 'squad1', '/papers'],
  ['paper', 'squad1', '/papers/:id', one('squad1', '/api/papers?limit=1')],
  ['records', 'squad1', '/records'],
  ['offsite', 'squad1', '/offsite'],
  ['offsite-file', 'squad1', '/offsite/:id', one('squad1', '/api/offsite?limit=1')],
  ['transfers', 'squad1', '/transfers'],
  ['transfer', 'squad1', '/transfers/:id', one('squad1', '/api/transfers?limit=1')],
  ['powers', 'chief', '/powers'],
  ['power', 'chief', '/powers/:code', coded('chief', '/api/powers?limit=1')],
  ['legal', 'chief', '/legal'],
  ['paper-kinds', 'chief', '/paper-kinds'],
  ['sameness', 'admin', '/sameness'],
  ['return-reasons', 'admin', '/return-reasons'],
  ['joint-calls', 'duty', '/joint/calls'],
  ['joint-call', 'duty', '/joint/calls/:id', one('duty', '/api/joint/calls?limit=1')],
  ['joint-meetings', 'duty', '/joint/meetings'],
  ['joint-meeting', 'duty', '/joint/meetings/:id', async (demo) => ({ id: (first(await demo.ask('duty', '/api/joint/meetings')) ?? first(await demo.ask('duty', '/api/joint/meetings?over=true')))?.id })],
  ['joint-tasks', 'duty', '/joint/tasks'],
  ['joint-emergencies', 'duty', '/joint/emergencies'],
  ['joint-forces', 'duty', '/joint/forces'],
  ['joint-partners', 'duty', '/joint/partners'],
  ['joint-times', 'duty', '/joint/times'],
  ['palette', 'dispatcher', '/cases', null, async (page) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('L08')
  }],
  ['no-right', 'squad1', '/quarantine'],
]
export const PHONE_SCREENS = [
  ['today', 'worker08', '/'],
  ['today-squad', 'squad1', '/'],
  ['today-chief', 'chief', '/'],
  ['today-duty', 'duty', '/'],
  ['today-resident', 'resident', '/'],
  ['today-merchant', 'merchant', '/'],
  ['reports', 'resident', '/mine'],
  ['map', 'squad1', '/map'],
  ['report', 'worker08', '/report'],
  ['notices', 'worker08', '/notices'],
  ['notices-merchant', 'merchant', '/notices'],
  ['me', 'worker08', '/me'],
  ['warning', 'worker08', '/warnings/:id', one('worker08', '/api/warnings?limit=1')],
  ['case', 'squad1', '/cases/:id', async (demo) => ({ id: (await demo.ask('squad1', '/api/cases?open=true&state=handling,dispatched&limit=50')).items.find((row) => row.handler_post?.code === 'squad-C1')?.id })],
  ['handover', 'worker08', '/handover'],
  ['paper', 'squad1', '/papers/:id', one('squad1', '/api/papers?limit=1')],
  ['call', 'squad1', '/calls/:id', one('squad1', '/api/joint/calls?limit=1')],
  ['meeting', 'squad1', '/meetings/:id', one('squad1', '/api/joint/meetings?limit=1')],
  ['segment', 'segment08', '/segment'],
  ['help', 'segment08', '/help'],
  ['spot', 'worker01', '/spots/:id', async (demo) => ({ id: (await demo.ask('worker01', '/api/spots/checks/mine')).items[0]?.spot_id })],
  ['emergency', 'worker01', '/emergency/:id', async (demo) => ({ id: (await demo.ask('worker01', '/api/joint/emergencies/duties/mine')).duties[0]?.id ?? 0 })],
  ['install', 'installer', '/install'],
  ['install-one', 'installer', '/install/:code', coded('installer', '/api/install?limit=1')],
]
const key = (name) => (page) => page.keyboard.press(name)
/** The wall is one page with several faces; its sizes are those of walls. */
export const WALL_SCREENS = [
  ['cockpit', 'duty', '/cockpit'],
  ['cockpit-figure', 'duty', '/cockpit', null, (page) => page.locator('.figures button, .figures .open').first().click()],
  ['cockpit-find', 'duty', '/cockpit', null, key('Control+k')],
  ['cockpit-brief', 'duty', '/cockpit', null, key('b')],
  ['cockpit-scenes', 'duty', '/cockpit', null, key('s')],
  ['cockpit-wall', 'duty', '/cockpit', null, (page) => page.locator('header .turn, .turn').last().click()],
  ['cockpit-keys', 'duty', '/cockpit', null, key('?')],
]
export const LOGIN_SCREENS = [['login', '', '/login']]
/** What people open without an account: the purpose (web/src/link/pages.ts) and how a link of it is had. */
export const LINK_SCREENS = {
  paper: (demo) => linked(demo, 'papers'),
  offsite: (demo) => linked(demo, 'offsite'),
  transfer: (demo) => linked(demo, 'transfers'),
  report: async (demo) => local((await demo.ask('duty', '/api/report-links/L08', {}))?.address),
  follow: async (demo) => {
    const poster = local((await demo.ask('duty', '/api/report-links/L09', {}))?.address)
    const told = poster && (await demo.ask('', '/api/held/report', { lon: 121.4832, lat: 31.2384, text: '路灯不亮', key: `picture-${Date.now()}` }, { 'X-Weige-Link': poster.split('#')[1] }))
    return told && `/l#${told.token}`
  },
  call: async (demo) => {
    for (const call of (await demo.ask('duty', '/api/joint/calls?limit=50')).items) {
      const unit = ((await demo.ask('duty', `/api/joint/calls/${call.id}`))?.units ?? []).find((row) => row.form === 'partner')
      const given = unit && (await demo.ask('duty', `/api/joint/calls/units/${unit.id}/link`, {}))
      if (given) return local(given.address)
    }
    return null
  },
}
async function linked(demo, what) {
  for (const row of (await demo.ask('squad1', `/api/${what}?limit=20`))?.items ?? []) {
    const given = await demo.ask('squad1', `/api/${what}/${row.id}/links`, { days: 7 })
    if (given) return local(given.url)
  }
  return null
}

const WATCHED = ['CAM-L06-2', 'CAM-L08-1', 'CAM-L13-2', 'CAM-L04-1']
const moment = async (demo) => Date.parse((await demo.ask('', '/healthz')).time)

const looking = (camera, shop, now, minutes, picture) => Array.from({ length: minutes + 1 }, (_, look) => ({
  id: `screens-${now}-${camera}-${look}`, source: 'pictures', device: camera, kind: 'detection', time: new Date(now - (minutes - look) * 60_000).toISOString(),
  data: { label: 'goods', confidence: 0.82 + (look % 4) * 0.03, shop, pictures: look % 4 ? [] : [picture] },
}))
const goods = () => readFileSync(new URL('../../weige/simulator/pictures/goods.jpg', import.meta.url)).toString('base64')

/** Goods stand before four shops for `minutes` up to now. Repeated every minute, their warnings stay. */
export async function goodsStand(demo, minutes = 1) {
  const now = await moment(demo)
  for (const camera of WATCHED) {
    const zone = (await demo.ask('duty', `/api/devices/${camera}`))?.zones.find((one) => one.shop)
    if (zone) await demo.ask('gateway', '/api/signals', looking(camera, zone.shop, now, minutes, goods()))
  }
}

/** Goods have stood before one shop for eight minutes, where a camera covers it. */
export async function goodsBefore(demo, shop) {
  for (const { code } of (await demo.ask('duty', '/api/devices?kind=camera&limit=200')).items) {
    if (!(await demo.ask('duty', `/api/devices/${code}`)).zones.some((zone) => zone.shop === shop)) continue
    return demo.ask('gateway', '/api/signals', looking(code, shop, await moment(demo), 8, goods()))
  }
  return null
}

/** What the pictures need and a quiet demonstration has not: waiting warnings, a message nobody understood, a fresh try on the past. */
export async function prepare(demo) {
  const now = await moment(demo)
  const open = async () => (await demo.ask('duty', '/api/warnings?state=open&limit=5')).items.length
  await goodsStand(demo, 8)
  for (let n = 0; n < 20 && !(await open()); n++) await new Promise((done) => setTimeout(done, 500))
  if (!(await demo.ask('admin', '/api/quarantine?limit=1')).items.length) await demo.ask('gateway', '/api/signals', [{ id: `screens-${now}-odd`, source: 'pictures', device: WATCHED[0], kind: 'detection', time: new Date(now).toISOString(), data: 'not an object' }])
  const cameras = (await demo.ask('duty', '/api/devices?kind=camera&limit=200')).items
  await demo.ask('gateway', '/api/signals', cameras.map(({ code }) => ({ id: `awake-${now}-${code}`, source: 'pictures', device: code, kind: 'heartbeat', time: new Date(now).toISOString() })))
  if (!(await demo.ask('installer', '/api/install')).items.length) {
    const sheet = '设备编码,类型,名称,英文名称,楼栋编码\nDEMO-WAIT-1,tilt,演示：待安装的倾斜仪,"Demo: a tilt sensor to install",osm11636804\n'
    const form = new FormData()
    form.append('file', new Blob([sheet], { type: 'text/csv' }), 'devices.csv')
    const answer = await fetch(`${demo.base}/api/devices/import?dry_run=false`, { method: 'POST', headers: { Authorization: `Bearer ${await demo.token('admin')}` }, body: form })
    console.log(`   a device to install: ${answer.status} ${(await answer.text()).slice(0, 160)}`)
  }
  const runs = (await demo.ask('duty', '/api/scenarios/goods-on-pavement/replays')).items
  if (!runs.some((run) => run.state === 'done' && Date.parse(run.end) - Date.parse(run.start) > 6 * 86_400_000)) await demo.ask('duty', '/api/scenarios/goods-on-pavement/replays', { start: new Date(now - 7 * 86_400_000).toISOString(), end: new Date(now).toISOString() })
  setInterval(() => goodsStand(demo).catch(() => undefined), 60_000).unref()
}

/** Addresses that are no screens of their own, and why. */
export const NONE = {
  '/desk/': 'sends to /desk/cases',
  '/desk/joint': 'sends to /desk/joint/calls',
  '/desk/:rest(.*)*': 'sends to /desk/cases',
  '/m/:rest(.*)*': 'sends to /m/',
}

/** Addresses the routers know and the lists do not, or the other way round. */
export function uncovered() {
  const source = (path) => readFileSync(new URL(`../../web/src/${path}`, import.meta.url), 'utf8')
  const routes = (file, root) => [...source(file).matchAll(/\{ path: '([^']+)'/g)].map((found) => root + found[1])
  const known = [...routes('console/router.ts', '/desk'), ...routes('h5/router.ts', '/m')]
  const shown = [...DESK_SCREENS.map((row) => `/desk${row[2]}`), ...PHONE_SCREENS.map((row) => `/m${row[2]}`)]
  const purposes = [...source('link/pages.ts').matchAll(/^ {2}(\w+): \(\) => import/gm)].map((found) => found[1])
  return [
    ...known.filter((path) => !shown.includes(path) && !NONE[path]).map((path) => `no screen for ${path}`),
    ...shown.filter((path) => !known.includes(path)).map((path) => `no route ${path}`),
    ...Object.keys(NONE).filter((path) => !known.includes(path) || shown.includes(path)).map((path) => `no reason to except ${path}`),
    ...purposes.filter((name) => !LINK_SCREENS[name]).map((name) => `no screen for links of ${name}`),
    ...Object.keys(LINK_SCREENS).filter((name) => !purposes.includes(name)).map((name) => `no links of ${name}`),
  ]
}
