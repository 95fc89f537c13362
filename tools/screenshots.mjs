// The pictures of the role guides in Chinese and English, from a running demonstration: node tools/screenshots.mjs URL PASSWORD
// [FOLDER] [--only cockpit,desk] [--langs zh,en]. Writes docs/guide/images/<name>.<zh|en>.webp. The demonstration should hold
// some days, and nothing should run away while its picture is taken: weige demo --no-simulation --days 7.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Demo, DESK, launch, PHONE, picture, ready, WALL, watched } from './screens/kit.mjs'
import { goodsBefore, prepare } from './screens/list.mjs'

const flags = process.argv.slice(2)
const valued = (name) => (flags.includes(name) ? flags.splice(flags.indexOf(name), 2)[1].split(',') : null)
const [only, langs] = [valued('--only'), valued('--langs') ?? ['zh', 'en']]
const [base, password, folder = fileURLToPath(new URL('../docs/guide/images', import.meta.url))] = flags
if (!base || !password) {
  console.error('usage: node tools/screenshots.mjs URL PASSWORD [FOLDER] [--only name,name] [--langs zh,en]')
  process.exit(2)
}
const [QUALITY, WALL_QUALITY] = [60, 50]
const demo = new Demo(base, password)
let browser = null
let lang = 'zh'

/** A browser of its own for one of the cast, and shoot(path, name, act) in it. */
async function as(who, viewport, work) {
  const context = await demo.context(browser, who, lang, viewport)
  const page = await context.newPage()
  const quiet = watched(page)
  page.on('pageerror', (error) => console.log(`[page error] ${who}: ${error.message}`))
  if (who) {
    await page.goto(`${base}/healthz`)
    await demo.speak(page, lang)
  }
  const shoot = async (path, name, act) => {
    if (path) await page.goto(base + path, { waitUntil: 'domcontentloaded' })
    let there = await ready(page, quiet, 60_000)
    if (act) {
      await act(page)
      there = await ready(page, quiet, 60_000)
    }
    await page.waitForTimeout(400)
    await picture(page, `${folder}/${name}.${lang}.webp`, viewport === WALL ? WALL_QUALITY : QUALITY)
    console.log(`${name}.${lang}${there ? '' : ': never ready'}`)
  }
  await work(shoot).catch((error) => console.log(`   ${who} ${lang}: ${error.message.split('\n')[0]}`))
  await context.close()
}

/** The first row of a list that fits, waited for at most a minute. */
async function first(who, path, fits = () => true, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((done) => setTimeout(done, 1500))) {
    const row = (await demo.ask(who, path))?.items?.find(fits)
    if (row) return row
  }
  console.log(`   nothing fits at ${path}`)
  return null
}

const PICTURES = {
  login: () => as('', DESK, (shoot) => shoot('/login', 'login')),
  cockpit: () => as('duty', WALL, (shoot) => shoot('/cockpit', 'cockpit', (page) => page.waitForSelector('.warn h2', { timeout: 20_000 }))),
  desk: () => as('dispatcher', DESK, async (shoot) => {
    await shoot('/desk/cases', 'desk-list')
    const shown = (one) => one.evidence_count > 0 && one.state !== 'reported'
    const row = (await first('dispatcher', '/api/cases?limit=100', shown, 1)) ?? (await first('dispatcher', '/api/cases?open=true&limit=50', (one) => one.state === 'handling', 1))
    if (row) await shoot(`/desk/cases/${row.id}`, 'desk-case')
    const report = await first('dispatcher', '/api/cases?open=true&stage=report,accept&limit=50')
    if (report) await shoot(`/desk/cases/${report.id}`, 'desk-report')
  }),
  check: () => as('supervisor', DESK, async (shoot) => {
    const row = await first('supervisor', '/api/cases?stage=check,close&limit=50', (one) => one.evidence_count > 1, 5)
    if (row) await shoot(`/desk/cases/${row.id}`, 'desk-check')
  }),
  warnings: () => as('duty', DESK, async (shoot) => {
    await shoot('/desk/warnings', 'desk-warnings')
    await shoot('/desk/devices', 'desk-devices')
    await shoot('/desk/scenarios', 'desk-scenarios')
  }),
  vitals: () => as('duty', DESK, async (shoot) => {
    const tilt = await first('duty', '/api/devices?kind=tilt&limit=50', (one) => one.last_value !== null, 5)
    if (tilt) await shoot(`/desk/device/${tilt.code}`, 'desk-device')
    await shoot('/desk/fleet', 'desk-fleet')
    await shoot('/desk/silences', 'desk-silences')
    await shoot('/desk/review', 'desk-review')
  }),
  replay: () => as('duty', DESK, (shoot) => shoot('/desk/scenarios/goods-on-pavement', 'desk-replay', async (page) => {
    await page.locator('input[type=range]').nth(1).focus()
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowRight')
  })),
  squad: () => as('squad1', DESK, async (shoot) => {
    await shoot('/desk/papers', 'desk-papers')
    const file = await first('squad1', '/api/offsite?limit=1', undefined, 5)
    if (file) await shoot(`/desk/offsite/${file.id}`, 'desk-offsite')
  }),
  installing: () => as('installer', PHONE, (shoot) => shoot('/m/install', 'phone-install')),
  phone: async () => {
    const row = await first('duty', '/api/cases?open=true&state=dispatched,handling&limit=100', (one) => /^worker-L/.test(one.handler_post?.code ?? ''), 5)
    await as(row ? `worker${row.handler_post.code.slice(-2)}` : 'worker08', PHONE, async (shoot) => {
      await shoot('/m', 'phone-today')
      if (row) await shoot(`/m/cases/${row.id}`, 'phone-act')
      await shoot('/m/report', 'phone-report')
    })
  },
  squadphone: () => as('squad1', PHONE, async (shoot) => {
    await shoot('/m', 'phone-squad')
    const call = await first('squad1', '/api/joint/calls?limit=1', undefined, 5)
    if (call) await shoot(`/m/calls/${call.id}`, 'phone-call')
  }),
  segment: () => as('segment08', PHONE, (shoot) => shoot('/m/segment', 'phone-segment')),
  resident: () => as('resident', PHONE, (shoot) => shoot('/m/mine', 'resident')),
  merchant: async () => {
    const shop = (await first('merchant', '/api/shops', undefined, 5))?.code
    if (lang === langs[0] && shop) {
      await goodsBefore(demo, shop)
      const warning = await first('duty', '/api/warnings?state=open', (one) => one.shop === shop, 30)
      if (warning) await demo.ask('duty', `/api/warnings/${warning.id}/confirm`, {})
      await first('merchant', '/api/notices', undefined, 30)
    }
    await as('merchant', PHONE, (shoot) => shoot('/m/notices', 'merchant'))
  },
}

mkdirSync(folder, { recursive: true })
try {
  await prepare(demo)
  for (lang of langs) {
    browser = await launch(true, lang)
    for (const [name, make] of Object.entries(PICTURES)) if (!only || only.includes(name)) await make()
    await browser.close()
  }
} finally {
  await browser?.close().catch(() => undefined)
}
process.exit(0)
