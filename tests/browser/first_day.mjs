// Each role's first day as the guide tells it, step by step: node first_day.mjs URL PLAN.json. Prints the step ids it did, JSON last.
// Without WebGL: pages show their list twins, so that all roles together take seconds. The cockpit's steps stand in story.mjs.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const [base, planFile] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const SLOW = 40_000
const done = []
const began = Date.now()
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 800 }
const HERE = { longitude: plan.lon, latitude: plan.lat }
let current = null

const browser = await chromium.launch({
  executablePath: plan.chromium,
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-3d-apis', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
})
setTimeout(() => { console.log('FAILED: took too long'); void browser.close().finally(() => process.exit(1)) }, 200_000).unref()

/** Somebody in a browser of their own; without a name nobody is signed in. */
async function as(username, viewport, next) {
  const phone = viewport === PHONE
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce', permissions: ['geolocation', 'camera'], geolocation: HERE })
  context.setDefaultTimeout(SLOW)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log(`[page error] ${username}: ${error.message}`))
  current = page
  if (!username) return page
  await page.goto(`${base}/login?next=${next}`, { waitUntil: 'domcontentloaded' })
  await page.fill('#username', username)
  await page.fill('#password', plan.password)
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login', { waitUntil: 'domcontentloaded' }), page.click('button[type=submit]')])
  return page
}
async function step(id, work) {
  const start = Date.now()
  const found = await work()
  done.push(id)
  console.log(`ok ${id} ${Date.now() - start} ms`)
  return found
}
function expect(what, true_) {
  if (!true_) throw new Error(`expected: ${what}`)
}
const button = (page, name) => page.getByRole('button', { name, exact: false }).locator('visible=true').first()
const link = (page, name) => page.getByRole('link', { name, exact: false }).locator('visible=true').first()
const says = (page, text) => page.getByText(text, { exact: false }).first().waitFor()

/** Opens the dialog of a move where it asks something, and presses its own button. */
async function submit(page) {
  const form = page.locator('dialog form button[type=submit], .dialog form button[type=submit], form button[type=submit]').locator('visible=true').last()
  if (await form.count()) await form.click()
}

let caseId = ''
const DAYS = {
  async resident() {
    const page = await as('resident', PHONE, '/m')
    await step('resident.home', () => link(page, '说一件事').waitFor())
    await step('resident.report', async () => {
      await link(page, '说一件事').click()
      await page.fill('textarea', '店外经营')
      await page.locator('.ask button', { hasText: '店外经营' }).click()
      await page.getByText('已定位').waitFor()
      await page.locator('form button[type=submit]').click()
      await says(page, '编号')
    })
    await step('resident.follow', async () => {
      await button(page, '看进展').click()
      await page.waitForURL(/\/m\/cases\//)
      caseId = new URL(page.url()).pathname.split('/').pop()
      await page.locator('dd', { hasText: '待受理' }).waitFor()
    })
    await page.context().close()
    const { token } = await (await fetch(`${base}/api/auth/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: 'duty', password: plan.password }) })).json()
    const poster = await (await fetch(`${base}/api/report-links/L08`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })).json()
    await step('resident.code', async () => {
      const stranger = await as('', PHONE)
      await stranger.goto(`${base}/l#${poster.address.split('#')[1]}`)
      await stranger.fill('textarea', '路灯不亮')
      await stranger.setInputFiles('input[type=file]', plan.photo)
      await stranger.locator('form button[type=submit]').click()
      await says(stranger, '收到了')
      await says(stranger, '路灯不亮')
      await stranger.context().close()
    })
  },
  async dispatcher() {
    const page = await as('dispatcher', DESK, '/desk/cases')
    await step('dispatcher.list', () => says(page, '店外'))
    await page.goto(`${base}/desk/cases/${caseId}`, { waitUntil: 'domcontentloaded' })
    await step('dispatcher.accept', async () => {
      await button(page, /^受理/).click()
      await button(page, /^立案/).waitFor()
    })
    await step('dispatcher.file', async () => {
      await button(page, /^立案/).click()
      const choice = page.locator('dialog select, dialog input[type=radio], [role=dialog] select, [role=dialog] input[type=radio]').first()
      await choice.waitFor()
      if ((await choice.evaluate((one) => one.tagName)) === 'SELECT') await choice.selectOption({ index: 1 })
      else await choice.check({ force: true })
      await submit(page)
      await page.getByText('建议派给').first().waitFor()
    })
    await step('dispatcher.dispatch', async () => {
      await page.getByRole('button', { name: '派给' }).or(page.getByRole('button', { name: '派遣' })).locator('visible=true').first().click()
      await submit(page)
      await says(page, '已派遣')
    })
    await page.context().close()
  },
  async 'grid-worker'() {
    const { token } = await (await fetch(`${base}/api/auth/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: 'duty', password: plan.password }) })).json()
    const row = await (await fetch(`${base}/api/cases/${caseId}`, { headers: { Authorization: `Bearer ${token}` } })).json()
    const page = await as(`worker${row.handler_post.code.slice(-2)}`, PHONE, '/m')
    await step('grid-worker.today', () => button(page, '到场处置').waitFor())
    await page.evaluate(() => navigator.serviceWorker?.ready.then(() => true))
    await page.waitForTimeout(1500)
    await page.evaluate(() => { window.touches = 0; addEventListener('click', () => (window.touches += 1), true); addEventListener('input', (event) => event.target.type !== 'file' && (window.typed = true), true) })
    await page.context().setOffline(true)
    await step('grid-worker.arrive', async () => {
      await button(page, '到场处置').click()
      await button(page, '拍处置后').waitFor()
    })
    await step('grid-worker.photo', async () => {
      await button(page, '拍处置后').click()
      await page.locator('dialog.camera .shot:not([disabled])').click()
      await page.getByText('已存本机').first().waitFor()
    })
    await step('grid-worker.done', async () => {
      expect('the outcome is chosen', (await page.locator('[role=radio][aria-checked=true]').innerText()).includes('实际解决'))
      await button(page, '处置完成').click()
      await says(page, '已存本机，有网自动办')
      const [touches, typed] = await page.evaluate(() => [window.touches, window.typed === true])
      expect(`at most four touches, not ${touches}`, touches <= 4)
      expect('nothing typed', !typed)
    })
    await step('grid-worker.sent', async () => {
      await page.context().setOffline(false)
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await page.locator('dd', { hasText: '待核查' }).waitFor()
    })
    await step('grid-worker.patrol', async () => {
      await page.goto(`${base}/m/segment`, { waitUntil: 'domcontentloaded' })
      await says(page, '只有您自己看得到')
      const begin = button(page, '开始巡查')
      if (await begin.isEnabled()) {
        await begin.click()
        await button(page, '结束巡查').click()
        await begin.waitFor()
      }
    })
    await page.context().close()
  },
  async chief() {
    const segment = await as('segment08', PHONE, '/m')
    await step('chief.segment', () => says(segment, '我的店铺'))
    await step('chief.help', async () => {
      await link(segment, '叫人来').click()
      await segment.locator('.unit input').first().waitFor()
      const squad = segment.locator('.unit', { hasText: '执法队员' }).locator('input')
      if (await squad.count()) await squad.first().check()
      await segment.locator('footer button').click()
      await segment.waitForURL(/\/m\/calls\//)
    })
    await segment.context().close()
    const chief = await as('chief', DESK, '/desk/cases')
    await step('chief.list', () => says(chief, '店外'))
    await chief.context().close()
    const page = await as('supervisor', DESK, `/desk/cases/${caseId}`)
    await step('chief.check', async () => {
      await button(page, '核查通过').click()
      await button(page, '结案').waitFor()
    })
    await step('chief.close', async () => {
      await button(page, '结案').click()
      await page.locator('form input[type=checkbox]').check()
      await page.locator('form button[type=submit]').locator('visible=true').last().click()
      await page.locator('text=实际解决').first().waitFor()
    })
    await page.context().close()
  },
  async squad() {
    const page = await as('squad2', PHONE, '/m')
    await step('squad.called', () => page.locator('a[href*="/calls/"]').first().waitFor())
    await step('squad.answer', async () => {
      await page.locator('a[href*="/calls/"]').first().click()
      await button(page, '到场参加').click()
      await button(page, '已到场').waitFor()
    })
    await step('squad.result', async () => {
      await button(page, '已到场').click()
      await button(page, '反馈').click()
      await page.fill('textarea', '已劝离')
      await page.locator('form button[type=submit]').click()
      await page.locator('form').waitFor({ state: 'detached' })
    })
    await page.context().close()
  },
  async merchant() {
    const page = await as('merchant', PHONE, '/m')
    await step('merchant.home', () => says(page, '我的店'))
    await step('merchant.notices', async () => {
      await link(page, '消息').click()
      await page.waitForURL(/notices/)
    })
    await step('merchant.report', async () => {
      await page.locator('nav a.big').click()
      await page.locator('textarea').waitFor()
    })
    await page.context().close()
  },
  async 'duty-officer'() {
    const page = await as('duty', DESK, '/desk/evaluation')
    await step('duty-officer.burden', () => says(page, '表单负担'))
    await page.context().close()
  },
  async administrator() {
    const page = await as('admin', DESK, '/desk/devices')
    await step('administrator.devices', () => says(page, '设备'))
    await step('administrator.scenarios', async () => {
      await page.goto(`${base}/desk/scenarios`, { waitUntil: 'domcontentloaded' })
      await says(page, '场景')
    })
    await step('administrator.no-cases', async () => {
      const answer = await page.evaluate(() => fetch('/api/cases').then((one) => one.status))
      expect(`no cases, not ${answer}`, answer === 404)
    })
    await page.context().close()
  },
}

let ok = true
const only = process.argv[4]?.split(',')
for (const [role, day] of Object.entries(DAYS)) {
  if (only && !only.includes(role)) continue
  try {
    await day()
  } catch (error) {
    ok = false
    console.log(`FAILED ${role}: ${error.stack}`)
    await current?.screenshot({ path: `${plan.shots}/first-day-${role}.png` }).catch(() => undefined)
  }
}
await browser.close()
console.log(JSON.stringify({ ok, seconds: (Date.now() - began) / 1000, steps: done }))
process.exit(ok ? 0 : 1)
