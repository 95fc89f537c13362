// Makes the pictures of the guide from a running demonstration: node tools/screenshots.mjs URL PASSWORD [FOLDER] [--only name,name]
// The demonstration should have run for a while, so that there is something to see: weige demo --speed 30 for ten minutes, then
// once more on the same folder with --no-simulation, so that nothing runs away while its picture is taken.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core')

const flags = process.argv.slice(2)
const only = flags.includes('--only') ? flags.splice(flags.indexOf('--only'), 2)[1].split(',') : null
const [base, password, folder = fileURLToPath(new URL('../docs/guide/images', import.meta.url))] = flags
if (!base || !password) {
  console.error('usage: node tools/screenshots.mjs URL PASSWORD [FOLDER] [--only name,name]')
  process.exit(2)
}
const DESK = { width: 1440, height: 900 }
const PHONE = { width: 390, height: 844 }
const WALL = { width: 1920, height: 1080 }
const DRAWN = 16_000 // bytes: the picture of an empty map is smaller

const browser = await chromium.launch({
  executablePath: process.env.WEIGE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})

/** A browser of its own for one of the cast, signed in. */
async function as(username, viewport) {
  const phone = viewport.width < 600
  const context = await browser.newContext({
    viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce',
    permissions: ['geolocation'], geolocation: { longitude: 121.4851, latitude: 31.2372 },
  })
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log(`[page error] ${username}: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && console.log(`[console] ${username}: ${message.text()}`))
  if (username) {
    await page.goto(`${base}/login`)
    await page.fill('#username', username)
    await page.fill('#password', password)
    await Promise.all([page.waitForURL((at) => at.pathname !== '/login'), page.click('button[type=submit]')])
  }
  return page
}

/** A GET of the API with the page's session. */
const ask = (page, path) => page.evaluate((at) => fetch(at).then((answer) => answer.json()), path)

/** Until all pictures are there and so many maps are drawn (software WebGL takes its time), at most a minute. */
async function settled(page, maps) {
  await page.waitForTimeout(1500)
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(1000)) {
    const seen = await page.locator('.maplibregl-map').all()
    const sizes = await Promise.all(seen.map((map) => map.screenshot().then((shot) => shot.length, () => 0)))
    const loaded = await page.evaluate(() => [...document.images].every((one) => one.complete && one.naturalWidth) && !document.querySelector('.bars'))
    if (loaded && sizes.filter((size) => size > DRAWN).length >= maps) break
  }
  await page.waitForTimeout(1500)
}

const post = (path, body, token) =>
  fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) } }).then((answer) => answer.json())

/** A token of one of the cast. */
const tokenOf = async (username) => (await post('/api/auth/token', { username, password })).token

/** Goods have stood before a shop for eight minutes: a warning waits for the duty officer. */
async function goodsBefore(page, camera, shop) {
  const picture = readFileSync(new URL('../weige/simulator/pictures/goods.jpg', import.meta.url)).toString('base64')
  const now = Date.parse((await ask(page, '/healthz')).time)
  const looks = Array.from({ length: 9 }, (_, n) => ({
    id: `pictures-${now}-${n}`, source: 'pictures', device: camera, kind: 'detection', time: new Date(now - (8 - n) * 60_000).toISOString(),
    data: { label: 'goods', confidence: 0.82 + (n % 4) * 0.03, shop, pictures: n % 4 ? [] : [picture] },
  }))
  const answer = await post('/api/signals', looks, await tokenOf('gateway'))
  if (answer.refused) console.log(JSON.stringify(answer.items.find((item) => item.reason)))
}

/** Every camera says that it is there: without the simulation they fall silent after five minutes. */
async function camerasAwake(page) {
  const time = (await ask(page, '/healthz')).time
  const cameras = (await ask(page, '/api/devices?kind=camera&limit=200')).items
  const beats = cameras.map(({ code }) => ({ id: `awake-${time}-${code}`, source: 'pictures', device: code, kind: 'heartbeat', time }))
  await post('/api/signals', beats, await tokenOf('gateway'))
}

/** The camera that covers a shop. */
async function cameraOf(page, shop) {
  const cameras = (await ask(page, '/api/devices?kind=camera&limit=200')).items
  for (const { code } of cameras) if ((await ask(page, `/api/devices/${code}`)).zones.some((zone) => zone.shop === shop)) return code
  return null
}

async function shoot(page, path, name, maps = 0) {
  if (path) await page.goto(base + path, { waitUntil: 'domcontentloaded' })
  await settled(page, maps)
  await page.screenshot({ path: `${folder}/${name}.png` })
  console.log(`${name}.png`)
}

/** Waits until the API shows a row that fits, or gives up. */
async function until(page, path, fits, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const row = (await ask(page, path)).items?.find(fits)
    if (row) return row
    await page.waitForTimeout(1500)
  }
  console.log(`nothing fits at ${path}`)
  return null
}

const PICTURES = {
  async login() {
    const page = await as('', DESK)
    await shoot(page, '/login', 'login')
    return page
  },
  async cockpit() {
    const page = await as('duty', WALL)
    await page.goto(`${base}/cockpit`, { waitUntil: 'domcontentloaded' })
    await settled(page, 1)
    await camerasAwake(page)
    const seen = (await ask(page, '/api/warnings?state=open,confirmed&limit=200')).items.map((one) => one.shop)
    const { zones } = await ask(page, '/api/devices/CAM-L06-2')
    await goodsBefore(page, 'CAM-L06-2', zones.find((zone) => zone.shop && !seen.includes(zone.shop))?.shop)
    await page.waitForSelector('.warn h2:has-text("店外")')
    await page.waitForSelector('.why dd:last-child:has-text("值班长")')
    await shoot(page, '', 'cockpit', 1)
    return page
  },
  async desk() {
    const page = await as('dispatcher', DESK)
    await shoot(page, '/desk/cases', 'desk-list')
    const row = await until(page, '/api/cases?open=true&limit=50', (one) => one.evidence_count > 0 && one.state !== 'reported')
    if (row) await shoot(page, `/desk/cases/${row.id}`, 'desk-case', 1)
    const report = await until(page, '/api/cases?open=true&stage=report,accept&limit=50', () => true, 60)
    if (report) await shoot(page, `/desk/cases/${report.id}`, 'desk-report', 1)
    return page
  },
  async check() {
    const page = await as('supervisor', DESK)
    const row = await until(page, '/api/cases?open=true&stage=check&limit=50', (one) => one.evidence_count > 1)
    if (row) await shoot(page, `/desk/cases/${row.id}`, 'desk-check', 1)
    return page
  },
  async warnings() {
    const page = await as('duty', DESK)
    await camerasAwake(page)
    await shoot(page, '/desk/warnings', 'desk-warnings')
    await shoot(page, '/desk/devices', 'desk-devices')
    await shoot(page, '/desk/scenarios', 'desk-scenarios')
    return page
  },
  async vitals() {
    const page = await as('duty', DESK)
    const tilt = (await ask(page, '/api/devices?kind=tilt&limit=50')).items.find((one) => one.last_value !== null)
    if (tilt) await shoot(page, `/desk/device/${tilt.code}`, 'desk-device', 1)
    await shoot(page, '/desk/fleet', 'desk-fleet')
    await shoot(page, '/desk/silences', 'desk-silences')
    const seen = (await ask(page, '/api/warnings?state=open,confirmed&limit=200')).items.map((one) => one.shop)
    const { zones } = await ask(page, '/api/devices/CAM-L06-4')
    await goodsBefore(page, 'CAM-L06-4', zones.find((zone) => zone.shop && !seen.includes(zone.shop))?.shop)
    await until(page, '/api/warnings?state=open', (one) => one.device?.kind === 'camera')
    await shoot(page, '/desk/review', 'desk-review')
    return page
  },
  async replay() {
    const page = await as('duty', DESK)
    await page.goto(`${base}/desk/scenarios/goods-on-pavement`, { waitUntil: 'domcontentloaded' })
    await page.click('button:has-text("重放")')
    await page.waitForSelector('text=每日预警')
    await page.locator('input[type=range]').nth(1).focus()
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight')
    await shoot(page, '', 'desk-replay', 1)
    return page
  },
  async installing() {
    const page = await as('installer', PHONE)
    await shoot(page, '/m/install', 'phone-install')
    return page
  },
  async phone() {
    const duty = await as('duty', DESK)
    const fits = (one) => /^worker-L/.test(one.handler_post?.code ?? '') && one.evidence_count > 0
    const row = await until(duty, '/api/cases?open=true&state=dispatched,handling&limit=100', fits)
    await duty.context().close()
    if (!row) return null
    const page = await as(`worker${row.handler_post.code.slice(-2)}`, PHONE)
    await shoot(page, '/m', 'phone-today', 1)
    await shoot(page, `/m/cases/${row.id}`, 'phone-act')
    await shoot(page, '/m/report', 'phone-report', 1)
    await shoot(page, '/m/notices', 'phone-notices')
    return page
  },
  async people() {
    const resident = await as('resident', PHONE)
    await shoot(resident, '/m/mine', 'resident')
    await resident.context().close()
    const merchant = await as('merchant', PHONE)
    const shop = (await ask(merchant, '/api/shops')).items[0]?.code
    const duty = await as('duty', DESK)
    await goodsBefore(duty, await cameraOf(duty, shop), shop)
    const warning = await until(duty, '/api/warnings?state=open', (one) => one.shop === shop)
    if (warning) await post(`/api/warnings/${warning.id}/confirm`, {}, await tokenOf('duty'))
    await duty.context().close()
    await until(merchant, '/api/notices', () => true)
    await shoot(merchant, '/m/notices', 'merchant')
    return merchant
  },
}

mkdirSync(folder, { recursive: true })
try {
  for (const [name, make] of Object.entries(PICTURES)) {
    if (only && !only.includes(name)) continue
    const page = await make()
    await page?.context().close()
  }
} finally {
  await browser.close()
}
