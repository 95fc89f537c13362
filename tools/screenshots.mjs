// Makes the pictures of the guide from a running demonstration: node tools/screenshots.mjs URL PASSWORD [FOLDER] [--only name,name]
// The demonstration should have run for a while, so that there is something to see: weige demo --speed 30, five minutes.
import { mkdirSync } from 'node:fs'
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
const MAP_MS = 9000 // software WebGL needs some seconds for a map with 3,600 buildings

const browser = await chromium.launch({
  executablePath: process.env.WEIGE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})

/** A browser of its own for one of the cast, signed in. */
async function as(username, viewport) {
  const phone = viewport.width < 600
  const context = await browser.newContext({
    viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce',
  })
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

async function shoot(page, path, name, wait = 2500) {
  if (path) await page.goto(base + path, { waitUntil: 'domcontentloaded' })
  await page.waitForTimeout(wait)
  await page.screenshot({ path: `${folder}/${name}.png` })
  console.log(`${name}.png`)
}

/** Waits until the API shows a row that fits, or gives up. */
async function until(page, path, fits, seconds = 240) {
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
    await shoot(page, '/login', 'login', 1500)
    return page
  },
  async cockpit() {
    const page = await as('duty', WALL)
    await page.goto(`${base}/cockpit`, { waitUntil: 'domcontentloaded' })
    await page.waitForTimeout(MAP_MS)
    await until(page, '/api/warnings?state=open', () => true)
    await shoot(page, '', 'cockpit', 3000)
    return page
  },
  async desk() {
    const page = await as('dispatcher', DESK)
    await shoot(page, '/desk/cases', 'desk-list', 4000)
    const row = await until(page, '/api/cases?open=true&limit=50', (one) => one.evidence_count > 0 && one.state !== 'reported')
    if (row) await shoot(page, `/desk/cases/${row.id}`, 'desk-case', 6000)
    const report = await until(page, '/api/cases?open=true&stage=report,accept&limit=50', () => true, 60)
    if (report) await shoot(page, `/desk/cases/${report.id}`, 'desk-report', 5000)
    return page
  },
  async check() {
    const page = await as('supervisor', DESK)
    const row = await until(page, '/api/cases?open=true&stage=check&limit=50', (one) => one.evidence_count > 1)
    if (row) await shoot(page, `/desk/cases/${row.id}`, 'desk-check', 6000)
    return page
  },
  async warnings() {
    const page = await as('duty', DESK)
    await shoot(page, '/desk/warnings', 'desk-warnings', 4000)
    await shoot(page, '/desk/devices', 'desk-devices', 4000)
    await shoot(page, '/desk/scenarios', 'desk-scenarios', 4000)
    return page
  },
  async phone() {
    const duty = await as('duty', DESK)
    const fits = (one) => /^worker-L/.test(one.handler_post?.code ?? '') && one.evidence_count > 0
    const row = await until(duty, '/api/cases?open=true&state=dispatched,handling&limit=100', fits)
    await duty.context().close()
    if (!row) return null
    const page = await as(`worker${row.handler_post.code.slice(-2)}`, PHONE)
    await shoot(page, '/m', 'phone-today', 5000)
    await shoot(page, `/m/cases/${row.id}`, 'phone-act', 4000)
    await shoot(page, '/m/report', 'phone-report', 5000)
    await shoot(page, '/m/notices', 'phone-notices', 3000)
    return page
  },
  async people() {
    const resident = await as('resident', PHONE)
    await shoot(resident, '/m', 'resident', 4000)
    await resident.context().close()
    const merchant = await as('merchant', PHONE)
    await shoot(merchant, '/m/notices', 'merchant', 4000)
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
