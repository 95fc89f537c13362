// Each role's first day as the guide tells it, step by step: node first_day.mjs URL PLAN.json [ROLE,ROLE]. Prints the step ids it did, JSON last.
// Without WebGL: pages show their list twins, so that all roles together take seconds. The cockpit's steps stand in story.mjs.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { addAccount } from './accounts.mjs'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const [base, planFile, roles] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const SLOW = 40_000
const done = []
const errors = []
const began = Date.now()
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1440, height: 900 }
const HERE = { longitude: plan.lon, latitude: plan.lat }
const MOST_TOUCHES = 4
let current = null

const browser = await chromium.launch({
  executablePath: plan.chromium,
  args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-3d-apis', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
})
setTimeout(() => { console.log('FAILED: took too long'); void browser.close().finally(() => process.exit(1)) }, 280_000).unref()

/** Somebody in a browser of their own; without a name nobody is signed in. */
async function as(username, viewport, next) {
  const phone = viewport === PHONE
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce', permissions: ['geolocation', 'camera'], geolocation: HERE })
  context.setDefaultTimeout(SLOW)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(`${username || 'somebody'}: ${error.message}`))
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
  await work()
  done.push(id)
  console.log(`ok ${id} ${Date.now() - start} ms`)
}
function expect(what, true_) {
  if (!true_) throw new Error(`expected: ${what}`)
}
const button = (page, name) => page.getByRole('button', { name, exact: false }).locator('visible=true').first()
const link = (page, name) => page.getByRole('link', { name, exact: false }).locator('visible=true').first()
const says = (page, text) => page.getByText(text, { exact: false }).locator('visible=true').first().waitFor()
const words = async (place) => (await place.innerText()).replace(/\s+/g, ' ')

const tokens = {}
/** What the roles before and between have done, asked of the server as they would have done it; a step itself is never done so. */
async function server(username, path, body) {
  const json = { 'Content-Type': 'application/json' }
  tokens[username] ??= (await (await fetch(`${base}/api/auth/token`, { method: 'POST', headers: json, body: JSON.stringify({ username, password: plan.password }) })).json()).token
  const form = body instanceof FormData
  const answer = await fetch(base + path, { method: body ? 'POST' : 'GET', headers: { Authorization: `Bearer ${tokens[username]}`, ...(!form && json) }, body: form ? body : body && JSON.stringify(body) })
  expect(`${username} ${path} is answered, not ${answer.status}`, answer.ok)
  return answer.status === 204 ? null : answer.json()
}
const caseOf = (id) => server('duty', `/api/cases/${id}`)
/** A case, from being accepted to being closed. */
async function handled(id, query, worker) {
  // A photo that arrives between the look and the press makes it another case than the one looked at: look again, as people do.
  const move = async (username, name, input = {}, looks = 3) => {
    const pressed = server(username, `/api/cases/${id}/moves/${name}`, { ...input, version: (await caseOf(id)).version })
    return pressed.catch((error) => (looks > 1 && error.message.endsWith('not 409') ? move(username, name, input, looks - 1) : Promise.reject(error)))
  }
  const [matter] = (await server('dispatcher', `/api/matters?q=${encodeURIComponent(query)}&limit=1`)).items
  await move('dispatcher', 'accept')
  await move('dispatcher', 'file', { condition: matter.conditions[0].id })
  await move('dispatcher', 'dispatch', { post: `worker-${worker}` })
  const login = `worker${worker.slice(1)}`
  await move(login, 'start')
  const form = new FormData()
  form.append('file', new Blob([readFileSync(plan.photo)], { type: 'image/jpeg' }), 'after.jpg')
  form.append('kind', 'after')
  await server(login, `/api/cases/${id}/evidence`, form)
  await move(login, 'finish', { outcome: 'solved' })
  await move('supervisor', 'pass_check')
  await move('supervisor', 'close', { condition_met: true })
}

let mine = { id: '', number: '' }
const row = (page) => page.locator(`[role=row] a[title*="${mine.number}"]`)
/** The form of a dialog, sent by its own button. */
const submit = (page) => page.locator('[role=dialog] form button[type=submit], dialog form button[type=submit]').locator('visible=true').last().click()

const DAYS = {
  async resident() {
    const page = await as('resident', PHONE, '/m')
    await step('resident.home', () => link(page, '说一件事').waitFor())
    await step('resident.report', async () => {
      await link(page, '说一件事').tap()
      await page.fill('textarea', '店外')
      await page.locator('.ask button', { hasText: '店外经营' }).tap()
      await says(page, '已定位')
      await button(page, '发给街道').tap()
    })
    await step('resident.follow', async () => {
      await says(page, /编号 \S+/)
      mine.number = (await words(page.getByText(/编号 \S+/).first())).match(/编号 (\S+)/)[1]
      await button(page, '看进展').tap()
      await page.waitForURL(/\/m\/cases\//)
      mine.id = new URL(page.url()).pathname.split('/').pop()
      await page.locator('dd', { hasText: `${mine.number} · 待受理` }).waitFor()
    })
    await page.context().close()
    const poster = await server('duty', '/api/report-links/L08', {})
    await step('resident.code', async () => {
      const stranger = await as('', PHONE)
      await stranger.goto(poster.address.replace(/^https?:\/\/[^/]+/, base))
      await stranger.fill('textarea', '路灯不亮')
      await stranger.setInputFiles('input[type=file]', plan.photo)
      await button(stranger, '发给街道').tap()
      await says(stranger, '收到了')
      await says(stranger, '路灯不亮')
      const number = (await words(stranger.getByText(/编号 \S+/).first())).match(/编号 (\S+)/)[1]
      const own = stranger.url()
      expect('the link is another than the poster’s', !own.endsWith(poster.address.split('#')[1]))
      const [found] = (await server('duty', `/api/cases?q=${number}`)).items
      await handled(found.id, '路灯', 'L08')
      await stranger.reload()
      await button(stranger, '提交评价').tap()
      await says(stranger, '您的评价')
      await stranger.context().close()
    })
  },
  async dispatcher() {
    const page = await as('dispatcher', DESK, '/desk/cases')
    await step('dispatcher.list', async () => {
      await row(page).first().waitFor()
      const heads = (await page.locator('[role=grid]').innerText()).split('\n').map((line) => ['超期', '环节超时', '临期', '在席位', '过半', '充裕', '挂账', '未计时'].findIndex((head) => line.startsWith(head))).filter((at) => at >= 0)
      expect(`the most urgent first, not ${heads}`, heads.length && heads.every((at, n) => !n || at >= heads[n - 1]))
    })
    await step('dispatcher.accept', async () => {
      await row(page).first().click()
      await page.waitForURL(new RegExp(mine.id))
      await button(page, /^受理/).click()
      await button(page, /^立案/).waitFor()
    })
    await step('dispatcher.file', async () => {
      await button(page, /^立案/).click()
      await page.locator('[role=radiogroup] button[role=radio]').first().click()
      await submit(page)
      await says(page, '建议派给')
    })
    await step('dispatcher.dispatch', async () => {
      const send = button(page, /^派给 /)
      expect('a grid worker is suggested', /网格员/.test(await words(send)))
      await send.click()
      await says(page, '已派遣')
    })
    await page.context().close()
  },
  async 'grid-worker'() {
    const { handler_post } = await caseOf(mine.id)
    const worker = `worker${handler_post.code.slice(-2)}`
    const page = await as(worker, PHONE, '/m')
    await page.context().addInitScript(() => {
      const count = (name) => sessionStorage.setItem(name, String(Number(sessionStorage.getItem(name)) + 1))
      addEventListener('pointerdown', (event) => event.isTrusted && count('touches'), true)
      addEventListener('input', (event) => event.target.type !== 'file' && count('typed'), true)
    })
    await page.reload()
    const first = page.locator('ol.list > li').first()
    await step('grid-worker.today', async () => {
      await button(first, '到场处置').waitFor()
      const said = await words(first)
      expect(`what, how far and how long, not ${said}`, said.includes('店外') && / \d[\d.]* (米|公里)/.test(said) && said.includes(mine.number))
    })
    // The phone has been opened at the office: page, scripts and tasks are on it.
    await page.waitForFunction(async () => {
      const here = [location.origin + '/m', ...performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.includes('/static/web/assets/'))]
      return (await Promise.all(here.map((name) => caches.match(name)))).every(Boolean)
    })
    await page.context().setOffline(true)
    await page.evaluate(() => sessionStorage.clear())
    await step('grid-worker.arrive', async () => {
      await button(first, '到场处置').tap()
      await button(page, '拍处置后').waitFor()
    })
    await step('grid-worker.photo', async () => {
      await button(page, '拍处置后').tap()
      await page.locator('dialog.camera .shot:not([disabled])').tap()
      await page.locator('figcaption', { hasText: '已存本机' }).waitFor()
    })
    // In the middle of it the phone throws the page away, as phones do.
    await page.reload({ waitUntil: 'domcontentloaded' })
    await step('grid-worker.done', async () => {
      await page.locator('figcaption', { hasText: '已存本机' }).waitFor()
      expect('the outcome is chosen', /实际解决|已收好|已改好/.test(await page.locator('[role=radio][aria-checked=true]').first().innerText()))
      await button(page, '处置完成').tap()
      await says(page, '已存本机，有网自动办')
      const [touches, typed] = await page.evaluate(() => ['touches', 'typed'].map((name) => Number(sessionStorage.getItem(name))))
      expect(`at most ${MOST_TOUCHES} touches, not ${touches}`, touches > 0 && touches <= MOST_TOUCHES)
      expect('nothing typed', typed === 0)
    })
    await step('grid-worker.sent', async () => {
      await button(page, '返回').tap()
      await page.locator('nav a.big').tap()
      await page.fill('textarea', '井盖松动')
      await page.setInputFiles('input[type=file]', plan.photo)
      await button(page, '发给街道').tap()
      await says(page, '没有网。已存本机')
      await button(page, '回首页').tap()
      await link(page, '已存本机').tap()
      await says(page, '这台手机上的')
      const kept = page.locator('li', { hasText: '已存本机' })
      expect(`arriving, photo, done and the report wait, not ${await kept.count()}`, (await kept.count()) === 4)
      await page.context().setOffline(false)
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await kept.first().waitFor({ state: 'detached' })
      const now = await caseOf(mine.id)
      expect(`handled, not ${now.state}`, now.state === 'handled')
      expect('the photo came once', now.evidence.filter((piece) => piece.kind === 'after').length === 1)
      expect('the report came once', (await server(worker, '/api/cases?reported=true')).items.length === 1)
    })
    await step('grid-worker.patrol', async () => {
      await link(page, '今日').tap()
      await link(page, '我的路段').tap()
      await says(page, '只有您自己看得到')
      await button(page, '开始巡查').tap()
      await says(page, /开始，走了/)
      await page.context().setGeolocation({ ...HERE, latitude: HERE.latitude + 0.0004 })
      await button(page, '结束巡查').tap()
      await page.locator('.rounds li').first().waitFor()
    })
    await page.goto(`${base}/m/cases/${mine.id}`)
    await button(page, '写工作记录').tap()
    await button(page, '走访').waitFor() // the forms have come with the tasks
    await page.context().setOffline(true)
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await step('grid-worker.record', async () => {
      await button(page, '走访').tap()
      const form = page.locator('form.write')
      await form.getByLabel('住户').fill('示范路 12 号 301 室')
      await form.getByLabel('方式').selectOption({ label: '入户' })
      await form.getByLabel('目的').selectOption({ index: 1 })
      await form.getByLabel('情况摘要').fill('独居老人，能自理')
      await form.getByLabel('告知说明已读').selectOption({ label: '是' })
      await button(page, '存在本机，有网后编号').tap()
      await says(page, '已存本机')
      await page.context().setOffline(false)
      await page.evaluate(() => dispatchEvent(new Event('online')))
      const record = page.locator('.papers a.line', { hasText: /走访.*第\d+号/ })
      await record.waitFor()
      const [found] = (await server(worker, `/api/papers?case=${mine.id}&grade=record`)).items
      expect(`it has its number, not ${found?.state}`, found?.state === 'recorded' && /第\d+号/.test(found.number))
    })
    await page.context().close()
  },
  async chief() {
    const segment = await as('segment08', PHONE, '/m')
    await step('chief.segment', async () => {
      for (const text of ['我的路段', /超期 \d+/, /在办 \d+/, /我的店铺 [1-9]\d* 家/]) await says(segment, text)
    })
    await step('chief.help', async () => {
      await link(segment, '叫人来').tap()
      await segment.getByRole('radio', { name: '需要执法' }).tap()
      const squad = segment.locator('.unit', { hasText: '执法队员' }).locator('input')
      await squad.waitFor()
      await squad.check()
      const others = segment.locator('.unit', { hasNotText: '执法队员' }).locator('input:checked')
      while (await others.count()) await others.first().uncheck()
      await button(segment, '叫这 1 家来').tap()
      await segment.waitForURL(/\/m\/calls\//)
      await says(segment, '需要执法')
    })
    await segment.context().close()
    const chief = await as('chief', DESK, '/desk/cases')
    await step('chief.list', () => row(chief).first().waitFor())
    await chief.context().close()
    const phone = await as('chief', PHONE, '/m')
    await step('chief.phone', async () => {
      for (const text of [/超期 \d+/, /临期 \d+/]) await says(phone, text)
      await phone.getByRole('radio', { name: /在办/ }).tap()
      await phone.locator('.now ol a').first().tap()
      await phone.waitForURL(/\/m\/cases\//)
    })
    await phone.context().close()
    const page = await as('supervisor', DESK, '/desk/cases')
    await step('chief.check', async () => {
      await page.getByRole('button', { name: /^待核查/ }).click()
      await row(page).first().click()
      await button(page, '核查通过').click()
      await button(page, /^结案/).waitFor()
    })
    await step('chief.close', async () => {
      await button(page, /^结案/).click()
      await page.locator('form input[type=checkbox]').check()
      await submit(page)
      await page.locator('form input[type=checkbox]').waitFor({ state: 'detached' })
      await says(page, '实际解决')
      expect('it is closed', (await caseOf(mine.id)).ended_at !== null)
    })
    await page.context().close()
  },
  async squad() {
    const page = await as('squad2', PHONE, '/m')
    const call = page.locator('.called a', { hasText: '需要执法' }).first()
    await step('squad.called', async () => {
      await says(page, '需要执法')
      expect('the call stands above the tasks', await page.evaluate(() => {
        const list = document.querySelector('ol.list, .state')
        return !list || document.querySelector('.called').getBoundingClientRect().top < list.getBoundingClientRect().top
      }))
    })
    await step('squad.answer', async () => {
      await call.tap()
      await button(page, '到场参加').tap()
      await says(page, '赶来')
    })
    await step('squad.result', async () => {
      await button(page, '已到场').tap()
      await button(page, '反馈').tap()
      await page.fill('textarea', '已劝离')
      await page.locator('form button[type=submit]').tap()
      await page.locator('form').waitFor({ state: 'detached' })
      await says(page, '已反馈')
    })
    await page.context().close()
  },
  async merchant() {
    const page = await as('merchant', PHONE, '/m')
    await step('merchant.home', async () => {
      await says(page, '我的店')
      await page.locator('.list li').or(page.getByText('没有要处理的提醒')).first().waitFor()
    })
    await step('merchant.notices', async () => {
      await link(page, '消息').tap()
      await page.waitForURL(/notices/)
      await page.locator('main li, .state').first().waitFor()
    })
    await step('merchant.report', async () => {
      await page.locator('nav a.big').tap()
      await page.fill('textarea', '路面积水')
      await says(page, '已定位')
      await button(page, '发给街道').tap()
      await says(page, /编号 \S+/)
    })
    await page.context().close()
  },
  async 'duty-officer'() {
    // Sums of fewer than five uses are shown to nobody: the other phones of the street have sent theirs.
    await server('duty', '/api/evaluation/effort', { forms: [{ form: 'report', uses: 5, asked: 15, filled: 40, typed: 5, keys: 20, touches: 25 }] })
    const page = await as('duty', DESK, '/desk/evaluation')
    await step('duty-officer.burden', async () => {
      await page.locator('.body table tbody tr').first().waitFor()
      const card = page.locator('.effort')
      await card.locator('tbody tr').first().waitFor()
      expect(`forms with figures, not ${await words(card)}`, /问 [\d.]+ 项，代填 [\d.]+ 项/.test(await words(card)))
    })
    await page.context().close()
  },
  async administrator() {
    const page = await as('admin', DESK, '/desk/devices')
    await step('administrator.devices', async () => {
      await page.locator('.rows tbody tr').first().waitFor()
      expect('how many there are and how many online', /在线 \d+\/[1-9]\d*/.test(await words(page.locator('header.desk-tabs'))))
    })
    await step('administrator.scenarios', async () => {
      await link(page, '场景').click()
      await page.locator('article.card header .chip', { hasText: '已开' }).first().waitFor()
    })
    await step('administrator.account', () => addAccount(page, base, button, expect))
    await step('administrator.no-cases', async () => {
      await page.goto(`${base}/desk/cases`, { waitUntil: 'domcontentloaded' })
      await page.waitForURL((at) => !at.pathname.includes('/cases'))
      await page.goto(`${base}/desk/cases/${mine.id}`, { waitUntil: 'domcontentloaded' })
      await page.locator('.state').first().waitFor()
      const said = await words(page.locator('body'))
      expect('nothing of the case', !said.includes(mine.number) && !said.includes('店外经营'))
      const answers = await page.evaluate((id) => Promise.all(['', `/${id}`].map((one) => fetch(`/api/cases${one}`).then((answer) => answer.status))), mine.id)
      expect(`no cases, not ${answers}`, answers.every((status) => status === 404))
    })
    await page.context().close()
  },
}

let ok = true
for (const [role, day] of Object.entries(DAYS)) {
  if (roles && !roles.split(',').includes(role)) continue
  try {
    await day()
    expect(`no script fails, not ${errors.join('; ')}`, !errors.length)
  } catch (error) {
    ok = false
    console.log(`FAILED ${role}: ${error.stack}`)
    await current?.screenshot({ path: `${plan.shots}/first-day-${role}.png` }).catch(() => undefined)
    errors.length = 0
  }
}
await browser.close()
console.log(JSON.stringify({ ok, seconds: (Date.now() - began) / 1000, steps: done }))
process.exit(ok ? 0 : 1)
